/** The Studio's words. */
import type { Words } from "../core/i18n";

export const studioWords = {
  studio: ["Film studio", "短片工作室"],
  newFilm: ["New film", "新短片"],
  versionMenu: ["Version {n}", "版本 {n}"],
  v: ["v{n}", "v{n}"],
  onThisMachine: ["On this machine", "在这台电脑上"],
  stayHere: ["Pictures stay on this machine", "图片不会离开这台电脑"],
  sentTo: ["Pictures are sent to {host}", "图片会发送到 {host}"],
  exportFilm: ["Export", "导出"],
  exporting: ["Exporting", "正在导出"],
  cancelExport: ["Cancel the export", "取消导出"],
  exportAgain: ["Export again", "再次导出"],
  exported: ["The film is exported", "短片已导出"],
  conversation: ["Conversation", "对话"],
  photos: ["Photos", "照片"],
  versions: ["Versions", "版本"],
  goBack: ["Go to this version", "回到这个版本"],
  shown: ["Shown", "当前"],
  changes: ["{n} {n|change|changes}", "{n} 处改动"],
  noVersions: [
    "Every message makes a version. You can go back to any of them.",
    "每条消息都会生成一个版本，随时可以回到其中任何一个。",
  ],
  keys: ["Keys", "快捷键"],
  keysFilm: ["In player and timeline", "播放器和时间轴中"],
  back: ["Back to the film", "回到短片"],
  loading: ["Loading", "正在载入"],
  saving: ["Saving", "正在保存"],
  laidOut: ["Your film is laid out here", "短片会排列在这里"],
} as const satisfies Words;
