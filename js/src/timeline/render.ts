/** The render line: the state of every chunk, and the stretches that are not to be seen yet. */

import type { Spanned } from "./window";

export type ChunkState = "waiting" | "running" | "done" | "failed";

export interface Chunk extends Spanned {
  readonly state: ChunkState;
}

const STATES: readonly string[] = ["waiting", "running", "done", "failed"];

/** Parse the synced `chunks`, `[[start_s, duration_s, state], …]`; odd ones are left out. */
export function parseChunks(value: unknown): Chunk[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((row: unknown) => {
    if (!Array.isArray(row)) return [];
    const [start, duration, state] = row as unknown[];
    if (typeof start !== "number" || typeof duration !== "number" || !STATES.includes(state as string))
      return [];
    return [{ start, end: start + duration, state: state as ChunkState }];
  });
}

/** The render line goes when all is there: a finished preview needs no bar to say so. */
export const underWay = (chunks: readonly Chunk[]): boolean => chunks.some((chunk) => chunk.state !== "done");

/** Stretches of the film whose picture is not there yet, neighbours joined. */
export function veils(chunks: readonly Chunk[]): Spanned[] {
  const found: { start: number; end: number }[] = [];
  for (const { start, end, state } of chunks) {
    if (state === "done") continue;
    const last = found.at(-1);
    // Times come from frames through ms: a gap of less than half a frame is none.
    if (last && start - last.end < 0.015) last.end = end;
    else found.push({ start, end });
  }
  return found;
}
