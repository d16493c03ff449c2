/** The conversation's words. */
import type { Words } from "../core/i18n";

export const talkWords = {
  describeFilm: ["Describe your film…", "描述你想要的短片…"],
  describeChange: ["Describe a change…", "说说想改什么…"],
  conversation: ["Conversation", "对话"],
  whatFilm: ["What film shall it be?", "想做一部什么样的短片？"],
  thenSay: [
    "Then say what to change: “slower”, “end on the bridge”, “softer music”.",
    "之后想改什么就直接说：“慢一点”“以大桥结尾”“音乐轻一些”。",
  ],
  comingIn: [
    "Photos are coming in. Write meanwhile; I start when the last one is here.",
    "照片正在上传，可以先写想法，全部到齐后就开始。",
  ],
  alsoAsk: ["You could also ask for", "还可以这样说"],
  send: ["Send", "发送"],
  stop: ["Stop", "停止"],
  attach: ["Add photos", "添加照片"],
  escStops: ["Esc stops", "按 Esc 停止"],
  whenIn: ["Sent when the photos are in", "照片到齐后发送"],
  connecting: ["Connecting", "正在连接"],
  opening: ["Connecting…", "正在连接……"],
  ready: ["Ready!", "已就绪！"],
  waiting: ["Waiting for the answer", "等待回复"],
  writing: ["Writing", "正在书写"],
  still: ["Still working… {minutes} min", "仍在处理… {minutes} 分钟"],
  uploading: ["Photos are coming in", "照片正在上传"],
  version: ["v{n}", "v{n}"],
  cancelled: ["Stopped", "已停止"],
  youSaid: ["You", "你"],
  agentSaid: ["Answer", "回复"],
  stopByHost: [
    "Use the notebook's Stop button to interrupt the running cell.",
    "请用笔记本的停止按钮中断正在运行的单元格。",
  ],
  exporting: ["Exporting", "正在导出"],
  kept: ["Ready", "已完成"],
  anonymous: ["Get a free token", "获取免费令牌"],
  local: ["Use this machine instead", "改用本机"],
  newest: ["To the newest", "跳到最新"],
  suggestions: ["Suggestions", "建议"],
} as const satisfies Words;
