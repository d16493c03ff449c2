/** Tells before a byte is sent whether the kernel will take a file: its ending, its size. */
import type { Refusal } from "./types";

export interface Limits {
  accept: readonly string[];
  maxBytes: number;
}

export function endingOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
}

/** Undefined if it will be taken. A pasted picture has a type and an odd name, so `image/*` types count as well. */
export function refuse(
  file: { name: string; size: number; type: string },
  limits: Limits,
): Refusal | undefined {
  const ending = endingOf(file.name);
  const typed = file.type.split("/")[1]?.replace("jpeg", "jpg").replace("quicktime", "mov") ?? "";
  const taken =
    limits.accept.length === 0 ||
    limits.accept.includes(ending) ||
    (ending === "" && limits.accept.includes(typed));
  if (!taken) return { name: file.name, reason: "type" };
  if (file.size === 0) return { name: file.name, reason: "empty" };
  if (file.size > limits.maxBytes) return { name: file.name, reason: "size" };
  return undefined;
}

/** For `<input accept>`: endings, as browsers take them. */
export function acceptAttribute(accept: readonly string[]): string {
  return accept.map((ending) => `.${ending}`).join(",");
}

export function kindOf(file: { name: string; type: string }): string {
  const group = file.type.split("/")[0];
  if (group === "image" || group === "video" || group === "audio") return group;
  if (/^(mp4|mov|avi|webm|mkv)$/.test(endingOf(file.name))) return "video";
  return /^(mp3|wav|m4a|aac|flac|ogg)$/.test(endingOf(file.name)) ? "audio" : "image";
}
