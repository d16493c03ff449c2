/** Words that several rooms say. */
import type { Words } from "./i18n";

export const commonWords = {
  cancel: ["Cancel", "取消"],
  retry: ["Retry", "重试"],
  tryAgain: ["Try again", "再试一次"],
  undo: ["Undo", "撤销"],
  redo: ["Redo", "重做"],
  close: ["Close", "关闭"],
  more: ["More", "更多"],
  help: ["Help and keys", "帮助和快捷键"],
  save: ["Save file", "保存文件"],
  percent: ["{n} %", "{n}%"],
  left: ["{time} left", "还剩 {time}"],
  gone: [
    "The kernel that made this film is no longer there. Run the cell again to go on.",
    "生成这部短片的内核已不存在。请重新运行单元格以继续。",
  ],
  busy: ["Waiting for the running cell", "等待正在运行的单元格"],
} as const satisfies Words;

/** Units that follow a number. */
export const units = { en: { s: " s", min: " min" }, zh: { s: " 秒", min: " 分钟" } } as const;
