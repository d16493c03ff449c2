/** The picker's traits, as the kernel keeps them, and what one tile shows. */
import type { WidgetTraits } from "../core/mount";

export type FileState = "waiting" | "sending" | "ready" | "failed";

export interface FileRecord {
  id: string;
  name: string;
  size: number;
  width?: number | null;
  height?: number | null;
  kind: "image" | "video" | "audio" | string;
  digest?: string | null;
  duration?: number | null;
  state: FileState;
  /** 0 to 1. */
  progress?: number;
  error?: string | null;
  source?: string | null;
  origin?: "browser" | "kernel";
}

export interface Place {
  kind: "local" | "hosted";
  host?: string;
}

export interface PickerTraits extends WidgetTraits {
  files: FileRecord[];
  accept: string[];
  max_bytes: number;
  place: Place;
}

/** A file that was refused before a byte was sent, and why. */
export interface Refusal {
  name: string;
  reason: "type" | "size" | "empty";
}
