/** Which fragments to fetch next, and which to let go: decisions only, no browser in sight. */

import { fragmentAt, type Span, type TrackInfo } from "./fragments";

/** Chromium's quota for a buffer of video is 150 MiB, played or not: fetch about a minute ahead, not the film. */
export const AHEAD = 60;
/** Behind the playhead this much is kept, so that a step back needs no kernel. */
export const BEHIND = 15;
/** Held bytes past which fragments are let go: well under the quota, so that it is hardly ever met. */
export const BUDGET = 96 * 2 ** 20;
/** Around the playhead nothing is let go, whatever the budget; less where the browser's own quota is smaller still. */
const NEAR = 8;
export const NEARER = 2;

export type TrackName = "video" | "audio";

export interface TrackView {
  readonly info: TrackInfo;
  /** Fragments in the buffer, or asked for and on their way there. */
  readonly held: ReadonlySet<number>;
}

export interface Want {
  readonly track: TrackName;
  readonly index: number;
}

export interface Playhead {
  readonly time: number;
  readonly duration: number;
  readonly loop: boolean;
}

/** Distance in seconds from the playhead on to a fragment's start; `Infinity` beyond the window. */
function distance([start, length]: Span, head: Playhead, ahead: number): number {
  if (start + length > head.time + 0.0005) {
    const away = Math.max(0, start - head.time);
    if (away <= ahead) return away;
  }
  // Looping, the start of the film is what comes after its end.
  const round = head.duration - head.time + start;
  return head.loop && round <= ahead ? round : Number.POSITIVE_INFINITY;
}

/**
 * At most `limit` fragments to ask for now, the most urgent first.
 *
 * Urgent is the fragment under the playhead, picture before sound, then what comes next. What is not ready is passed
 * over: a live film is fetched around its holes.
 */
export function wanted(
  tracks: Partial<Record<TrackName, TrackView>>,
  head: Playhead,
  limit: number,
  ahead: number = AHEAD,
): Want[] {
  const found: (Want & { away: number })[] = [];
  for (const track of ["video", "audio"] as const) {
    const view = tracks[track];
    if (!view) continue;
    const { index, ready } = view.info;
    const consider = (from: number, stop: number): void => {
      let taken = 0;
      for (let k = Math.max(0, from); k < index.length && taken < limit; k += 1) {
        const span = index[k] as Span;
        if (span[0] > stop) break;
        const away = ready[k] && !view.held.has(k) ? distance(span, head, ahead) : Number.POSITIVE_INFINITY;
        if (away < Number.POSITIVE_INFINITY) {
          found.push({ track, index: k, away });
          taken += 1;
        }
      }
    };
    const under = fragmentAt(index, head.time);
    consider(under, head.time + ahead);
    if (head.loop) consider(0, Math.min((index[Math.max(0, under)]?.[0] ?? 0) - 0.001, ahead));
  }
  found.sort(
    (a, b) => a.away - b.away || (a.track === b.track ? a.index - b.index : a.track === "video" ? -1 : 1),
  );
  return found.slice(0, limit).map(({ track, index }) => ({ track, index }));
}

export interface Held {
  readonly index: number;
  readonly span: Span;
  readonly bytes: number;
}

/**
 * Fragments to let go until what is held fits the budget: long past first, then far ahead.
 *
 * Nothing within `near` seconds of the playhead ever goes; so a budget too small is exceeded rather than the picture lost.
 */
export function released(
  held: readonly Held[],
  time: number,
  budget: number = BUDGET,
  near: number = NEAR,
): number[] {
  let over = held.reduce((sum, each) => sum + each.bytes, 0) - budget;
  if (over <= 0) return [];
  const cost = ({ span: [start, length] }: Held): number => {
    const past = time - (start + length);
    if (past > 0) return past > BEHIND ? 1e6 + past : past;
    return Math.max(0, start - time);
  };
  const found: number[] = [];
  for (const each of [...held].sort((a, b) => cost(b) - cost(a))) {
    if (over <= 0) break;
    const [start, length] = each.span;
    if (start <= time + near && start + length >= time - near) continue;
    found.push(each.index);
    over -= each.bytes;
  }
  return found;
}
