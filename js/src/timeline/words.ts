/** What the timeline says, and how it calls joins and motions. */
import type { Words } from "../core/i18n";

export const timelineWords = {
  timeline: ["Timeline", "时间轴"],
  tracks: ["Tracks", "轨道"],
  text: ["Titles", "标题"],
  video: ["Video", "视频"],
  audio: ["Music", "音乐"],
  other: ["Other", "其他"],
  empty: ["Your film is laid out here", "短片会在这里铺开"],
  summary: [
    "{n} {n|clip|clips} · {s} s · {w} × {h} · {fps} fps",
    "{n} 个片段 · {s} 秒 · {w} × {h} · {fps} 帧/秒",
  ],
  clip: ["clip {n}", "第 {n} 个片段"],
  title: ["title", "标题"],
  sound: ["music", "音乐"],
  seconds: ["{n} s", "{n} 秒"],
  percent: ["{n} %", "{n}%"],
  several: ["{n} selected", "已选 {n} 个"],
  split: ["Split", "分割"],
  remove: ["Delete", "删除"],
  snap: ["Snapping", "吸附"],
  zoomIn: ["Zoom in", "放大"],
  zoomOut: ["Zoom out", "缩小"],
  zoom: ["Zoom", "缩放"],
  fit: ["Show the whole film", "显示整部短片"],
  playhead: ["Playhead", "播放头"],
  at: ["{time} of {total}", "{time}，共 {total}"],
  cell: ["{name}, {what}, {from} to {to}", "{name}，{what}，{from} 到 {to}"],
  run: ["{n} clips, {from} to {to}", "{n} 个片段，{from} 到 {to}"],
  join: ["Join", "转场"],
  joinOf: ["Join: {name}, {n} s", "转场：{name}，{n} 秒"],
  into: ["into {name}", "到 {name}"],
  volume: ["Volume", "音量"],
  words: ["Words of the title", "标题文字"],
  addJoin: ["Add a join", "添加转场"],
  rendering: ["Rendering preview", "正在生成预览"],
  parts: ["{n} of {total} parts", "{n} / {total} 段"],
  stopped: ["The preview stopped", "预览已停止"],
  moved: ["{name} is now clip {n}", "{name} 现在是第 {n} 个片段"],
} as const satisfies Words;

/** The joins a person may choose by hand; others that come from words are shown by their own name. */
export const joinNames = {
  cut: ["cut", "直接切换"],
  crossfade: ["crossfade", "交叉淡化"],
  "fade-black": ["fade through black", "黑场过渡"],
  "fade-white": ["fade through white", "白场过渡"],
  "wipe-left": ["wipe to the left", "向左擦除"],
  "wipe-right": ["wipe to the right", "向右擦除"],
  "slide-left": ["slide to the left", "向左滑动"],
  "slide-right": ["slide to the right", "向右滑动"],
  "push-left": ["push to the left", "向左推动"],
  "push-right": ["push to the right", "向右推动"],
  zoom: ["zoom", "缩放转场"],
  circle: ["circle", "圆形展开"],
  blur: ["blur", "模糊转场"],
} as const satisfies Words;

export const motionNames = {
  "zoom-in": ["zoom in", "缓慢放大"],
  "zoom-out": ["zoom out", "缓慢缩小"],
  "pan-left": ["pan left", "向左平移"],
  "pan-right": ["pan right", "向右平移"],
  "pan-up": ["pan up", "向上平移"],
  "pan-down": ["pan down", "向下平移"],
} as const satisfies Words;
