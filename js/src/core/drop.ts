/** Files from outside: dropped from the desktop or from the host's file browser, pasted, whole folders too. */
import { type Signal, signal } from "@preact/signals";
import type { Scope } from "./scope";

export interface DropHandlers {
  files(files: File[]): void;
  /** Paths of the host's file browser. */
  paths(text: string): void;
  url(url: string): void;
}

interface LuminoDrag extends Event {
  mimeData: { hasData(type: string): boolean; getData(type: string): unknown };
  dropAction: string;
}

const contents = "application/x-jupyter-icontents";

async function filesOfEntry(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    return [await new Promise<File>((ok, no) => (entry as FileSystemFileEntry).file(ok, no))];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    // A reader gives at most 100 entries a call, and an empty list at the end.
    const some = await new Promise<FileSystemEntry[]>((ok, no) => reader.readEntries(ok, no));
    if (some.length === 0) return found;
    const visible = some.filter((e) => !e.name.startsWith(".")).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const inner of visible) found.push(...(await filesOfEntry(inner)));
  }
}

async function filesOf(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...transfer.files];
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  const lists = await Promise.all(entries.map((entry) => (entry ? filesOfEntry(entry) : [])));
  return lists.flat();
}

/** Makes the whole of `target` take drops and pastes; the signal is true while files hover over it. */
export function takeDrops(target: HTMLElement, handlers: DropHandlers, scope: Scope): Signal<boolean> {
  const over = signal(false);
  let depth = 0;
  const carries = (event: DragEvent) =>
    [...(event.dataTransfer?.types ?? [])].some((type) => type === "Files" || type === "text/uri-list");
  const enter = (event: DragEvent) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth += 1;
    over.value = true;
  };
  const leave = (event: DragEvent) => {
    if (!carries(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) over.value = false;
  };
  scope.listen<DragEvent>(target, "dragenter", enter);
  scope.listen<DragEvent>(target, "dragleave", leave);
  scope.listen<DragEvent>(target, "dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
  });
  scope.listen<DragEvent>(target, "drop", (event) => {
    depth = 0;
    over.value = false;
    if (!carries(event) || !event.dataTransfer) return;
    event.preventDefault();
    event.stopPropagation();
    const uri = event.dataTransfer
      .getData("text/uri-list")
      .split(/\r?\n/)
      .find((line) => line && !line.startsWith("#"));
    if (event.dataTransfer.files.length > 0) void filesOf(event.dataTransfer).then(handlers.files);
    else if (uri) handlers.url(uri);
  });
  scope.listen<ClipboardEvent>(target, "paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    handlers.files(files);
  });
  // JupyterLab's own drags are Lumino's events, not the browser's.
  for (const type of ["lm-dragenter", "lm-dragover", "lm-dragleave", "lm-drop"]) {
    scope.listen<LuminoDrag>(target, type, (event) => {
      if (!event.mimeData?.hasData(contents)) return;
      event.preventDefault();
      event.stopPropagation();
      event.dropAction = "copy";
      over.value = type === "lm-dragenter" || type === "lm-dragover";
      const paths = event.mimeData.getData(contents);
      if (type === "lm-drop" && Array.isArray(paths)) handlers.paths(paths.join("\n"));
    });
  }
  return over;
}
