/** The Studio's traits: its four widgets, the film's versions, and how far preview and export are. */
import type { WidgetTraits } from "../core/mount";
import type { Place } from "../picker/types";

export interface VersionRecord {
  number: number;
  parent?: number | null;
  label: string;
  changes?: number;
  seconds?: number | null;
  /** ISO, or ms since 1970. */
  time?: string | number | null;
}

export interface Making {
  state: "idle" | "running" | "done" | "failed";
  progress?: number;
  /** Seconds left, when known. */
  left?: number | null;
  name?: string;
  message?: string;
  size?: number;
  /** The finished film's id, to be saved by the browser. */
  file?: string;
}

export interface StudioTraits extends WidgetTraits {
  picker: string;
  conversation: string;
  timeline: string;
  player: string;
  name: string;
  version: number;
  versions: VersionRecord[];
  can_undo: boolean;
  can_redo: boolean;
  place: Place;
  export_state: Making;
  preview_state: Making;
}
