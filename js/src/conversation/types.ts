/** The conversation's traits: what was said, what it did, and what the kernel is doing now. */
import type { ChipData } from "../core/controls/chip";
import type { WidgetTraits } from "../core/mount";

export type Role = "user" | "agent" | "notice" | "error" | "export";

export interface TalkFile {
  id?: string;
  name?: string;
  size?: number;
  path?: string;
}

export interface TalkMessage {
  id: string;
  role: Role;
  /** Markdown. */
  text: string;
  state: "done" | "streaming" | "failed" | "cancelled";
  changes?: ChipData[];
  version?: number | null;
  seconds?: number | null;
  title?: string | null;
  hint?: string | null;
  actions?: string[];
  progress?: number | null;
  /** Seconds an export still takes. */
  left?: number | null;
  detail?: string | null;
  file?: TalkFile | null;
}

export interface Activity {
  phase: "" | "opening" | "ready" | "connecting" | "waiting" | "writing" | "still" | "uploading";
  /** When it began, ms since 1970 by the kernel's clock. */
  since?: number;
  minutes?: number;
}

export interface ConversationTraits extends WidgetTraits {
  messages: TalkMessage[];
  suggestions: string[];
  activity: Activity;
  placeholder_key: "film" | "change";
  /** The kernel is inside our own wait: then an interrupt reaches it where a message may not. */
  waiting: boolean;
}
