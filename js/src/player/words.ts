/** What the player says. */
import type { Words } from "../core/i18n";

export const playerWords = {
  player: ["Video player", "视频播放器"],
  play: ["Play", "播放"],
  pause: ["Pause", "暂停"],
  framePrevious: ["One frame back", "后退一帧"],
  frameNext: ["One frame on", "前进一帧"],
  position: ["Position", "位置"],
  at: ["{time} of {total}", "{time}，共 {total}"],
  volume: ["Volume", "音量"],
  mute: ["Mute", "静音"],
  unmute: ["Sound on", "打开声音"],
  speed: ["Speed", "速度"],
  loop: ["Loop", "循环"],
  captions: ["Captions", "字幕"],
  snapshot: ["Save this picture", "保存当前画面"],
  save: ["Save file", "保存文件"],
  saving: ["Saving, {n} %", "正在保存 {n}%"],
  fullscreen: ["Full screen", "全屏"],
  leaveFullscreen: ["Leave full screen", "退出全屏"],
  empty: ["No film yet", "还没有短片"],
  loading: ["Loading…", "加载中…"],
  waiting: ["This part is not ready yet", "这一段还没准备好"],
  ready: ["Preview · {n} s of {total} s ready", "预览 · 已完成 {n} / {total} 秒"],
  decode: ["The browser could not show this film.", "浏览器无法显示这部短片。"],
  unsupported: [
    "This browser cannot play {name}; save the file and open it in another player.",
    "此浏览器无法播放 {name}；请保存文件后用其他播放器打开。",
  ],
  liveUnsupported: [
    "This browser shows the film when all of it is made.",
    "此浏览器要等短片全部生成后才能播放。",
  ],
  noSound: ["This browser cannot play the film's sound", "此浏览器无法播放短片的声音"],
  thisFilm: ["this film", "这部短片"],
} as const satisfies Words;
