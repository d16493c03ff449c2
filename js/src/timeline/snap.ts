/** Snapping: a dragged time takes hold of the nearest place that means something. */

import type { Film } from "./film";

/** Pixels within which a place pulls; more feels sticky, less needs a steady hand. */
export const PULL = 8;

/** All places worth holding to, in order, each once: film's ends, every segment's ends, and what is passed besides. */
export function places(film: Film, ...besides: readonly number[]): number[] {
  const found = new Set<number>([0, film.duration, ...besides]);
  for (const track of film.tracks) {
    for (const segment of track.segments) found.add(segment.start).add(segment.end);
  }
  return [...found].sort((a, b) => a - b);
}

/** The place nearest to `time` within `reach` seconds, else `time` itself; found by halving. */
export function snap(time: number, sorted: readonly number[], reach: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  let best = time;
  let distance = reach;
  for (const near of [sorted[low - 1], sorted[low]]) {
    if (near !== undefined && Math.abs(near - time) <= distance) {
      best = near;
      distance = Math.abs(near - time);
    }
  }
  return best;
}
