/** Keys to commands: one table gives the handlers, the help sheet and the documentation. */

export interface Binding {
  /** `Mod` is Ctrl, on a Mac ⌘. `Shift+ArrowLeft`, `Mod+z`, `?`. */
  readonly keys: readonly string[];
  /** Acts in text fields as well. */
  readonly inText?: boolean;
  readonly en: string;
  readonly zh: string;
}

export type Keymap<Command extends string> = Record<Command, Binding>;

/** The film's keys, wherever focus is inside the widget and nobody is writing. */
export const filmKeys = {
  play: { keys: ["Space", "k"], en: "Play, pause", zh: "播放、暂停" },
  back: { keys: ["j"], en: "Play slower, back 10 s", zh: "放慢、后退 10 秒" },
  faster: { keys: ["l"], en: "Play faster", zh: "加速播放" },
  framePrevious: { keys: [","], en: "One frame back", zh: "后退一帧" },
  frameNext: { keys: ["."], en: "One frame on", zh: "前进一帧" },
  left: { keys: ["ArrowLeft"], en: "1 s back", zh: "后退 1 秒" },
  right: { keys: ["ArrowRight"], en: "1 s on", zh: "前进 1 秒" },
  cutPrevious: { keys: ["Shift+ArrowLeft"], en: "Previous cut", zh: "上一个剪辑点" },
  cutNext: { keys: ["Shift+ArrowRight"], en: "Next cut", zh: "下一个剪辑点" },
  start: { keys: ["Home"], en: "To the start", zh: "跳到开头" },
  end: { keys: ["End"], en: "To the end", zh: "跳到结尾" },
  up: { keys: ["ArrowUp"], en: "Track above", zh: "上一条轨道" },
  down: { keys: ["ArrowDown"], en: "Track below", zh: "下一条轨道" },
  markIn: { keys: ["i"], en: "Loop from here", zh: "循环起点" },
  markOut: { keys: ["o"], en: "Loop to here", zh: "循环终点" },
  markClear: { keys: ["x"], en: "Loop all", zh: "取消循环区间" },
  zoomIn: { keys: ["+", "="], en: "Zoom in", zh: "放大时间轴" },
  zoomOut: { keys: ["-", "_"], en: "Zoom out", zh: "缩小时间轴" },
  fit: { keys: ["Shift+Z"], en: "Show the whole film", zh: "显示整部短片" },
  split: { keys: ["s"], en: "Split at the playhead", zh: "在播放头处分割" },
  snap: { keys: ["n"], en: "Snapping on, off", zh: "吸附开关" },
  remove: { keys: ["Delete", "Backspace"], en: "Delete what is selected", zh: "删除所选" },
  moveLeft: { keys: ["Alt+ArrowLeft"], en: "Move earlier", zh: "前移" },
  moveRight: { keys: ["Alt+ArrowRight"], en: "Move later", zh: "后移" },
  trimStart: { keys: ["["], en: "Trim the start to the playhead", zh: "把开头修剪到播放头" },
  trimEnd: { keys: ["]"], en: "Trim the end to the playhead", zh: "把结尾修剪到播放头" },
  selectAll: { keys: ["a"], en: "Select all clips", zh: "全选片段" },
  escape: { keys: ["Escape"], en: "Select nothing", zh: "取消选择" },
  undo: { keys: ["Mod+z"], en: "Undo", zh: "撤销" },
  redo: { keys: ["Mod+y", "Mod+Shift+Z"], en: "Redo", zh: "重做" },
  mute: { keys: ["m"], en: "Sound on, off", zh: "静音开关" },
  fullscreen: { keys: ["f"], en: "Full screen", zh: "全屏" },
  help: { keys: ["?", "Shift+?"], en: "This sheet", zh: "快捷键一览" },
} as const satisfies Keymap<string>;

export type FilmCommand = keyof typeof filmKeys;

export const isMac = typeof navigator !== "undefined" && /Mac|iP(hone|ad)/.test(navigator.platform ?? "");

type KeyPress = Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">;

/** The event's name in the table's terms: `Mod+z`, `Shift+ArrowLeft`, `Space`. */
export function keyName(event: KeyPress): string {
  const key = event.key === " " ? "Space" : event.key;
  const single = key.length === 1;
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push("Mod");
  if (event.altKey) parts.push("Alt");
  // Shift is part of what "?" or "+" is; of letters and named keys it is said.
  if (event.shiftKey && (!single || /\p{L}/u.test(key))) parts.push("Shift");
  parts.push(single && /\p{L}/u.test(key) ? (event.shiftKey ? key.toUpperCase() : key.toLowerCase()) : key);
  return parts.join("+");
}

/** Where the key was really pressed: events that leave a shadow root name its host instead. */
export function keyTarget(event: Event): EventTarget | null {
  return event.composedPath()[0] ?? event.target;
}

export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable=''], [contenteditable='true']")) return true;
  const input = target.closest("input");
  return !!input && !/^(button|checkbox|radio|range|color|file|submit|reset|image)$/.test(input.type);
}

/** The command a key press means here, or undefined; never while composing or writing. */
export function commandOf<C extends string>(event: KeyboardEvent, table: Keymap<C>): C | undefined {
  // 229 is what an input method sends in place of the key.
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return undefined;
  const name = keyName(event);
  const writing = isWriting(keyTarget(event));
  for (const [command, binding] of Object.entries<Binding>(table)) {
    if (binding.keys.includes(name) && (!writing || binding.inText)) return command as C;
  }
  return undefined;
}

/** A keydown listener: runs the command's handler; a handled key goes no further. A handler that gives `false` did not handle it. */
export function keyHandler<C extends string>(
  table: Keymap<C>,
  handlers: Partial<Record<C, (event: KeyboardEvent) => unknown>>,
): (event: KeyboardEvent) => void {
  return (event) => {
    const command = commandOf(event, table);
    if (command === undefined) return;
    const handler = handlers[command];
    if (!handler || handler(event) === false) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** A key as printed on the help sheet. */
export function keyLabel(key: string, mac = isMac): string {
  const names: Record<string, string> = {
    Mod: mac ? "⌘" : "Ctrl",
    Alt: mac ? "⌥" : "Alt",
    Shift: mac ? "⇧" : "Shift",
    ArrowLeft: "←",
    ArrowRight: "→",
    ArrowUp: "↑",
    ArrowDown: "↓",
    Escape: "Esc",
    "-": "−",
  };
  return key
    .split(/(?<=.)\+(?=.)/)
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(mac ? "" : "+");
}
