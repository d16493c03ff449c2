/** What a hand does to the film, as the typed edits that the kernel applies: decisions only, the film is not touched here. */

import type { Film, Segment, Track } from "./film";

export type Edit = { readonly op: string } & Readonly<Record<string, unknown>>;

/** Shorter than this nobody sees what a clip shows; the kernel refuses less than a frame anyway. */
export const SHORTEST = 0.3;

const ms = (seconds: number): number => Math.round(seconds * 1000) / 1000;

export interface Found {
  readonly track: Track;
  readonly segment: Segment;
  readonly index: number;
}

/** Every segment by its id, with its track and its place there. */
export function byId(film: Film): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  for (const track of film.tracks) {
    track.segments.forEach((segment, index) => {
      found.set(segment.id, { track, segment, index });
    });
  }
  return found;
}

const clips = (film: Film): readonly Segment[] =>
  film.tracks.find((track) => track.kind === "video")?.segments ?? [];

/** The clip to split at the playhead: a selected one if the playhead is in it, else the one under it. */
export function splitting(film: Film, selected: readonly string[], at: number): Edit | null {
  const inside = (segment: Segment): boolean =>
    at - segment.start >= SHORTEST && segment.end - at >= SHORTEST;
  const under = clips(film).filter(inside);
  const segment = under.find(({ id }) => selected.includes(id)) ?? under.at(-1);
  return segment ? { op: "split", segment: segment.id, at: ms(at) } : null;
}

export const removing = (selected: readonly string[]): Edit | null =>
  selected.length ? { op: "remove", segments: [...selected] } : null;

/** Put a clip at another place, counted after it is taken out; `null` when it stands there already. */
export function moving(film: Film, id: string, to: number): Edit | null {
  const all = clips(film);
  const from = all.findIndex((segment) => segment.id === id);
  const place = Math.max(0, Math.min(all.length - 1, to));
  return from < 0 || place === from ? null : { op: "move", segment: id, to: place };
}

/** Where a clip dragged so that its middle stands at `middle` seconds belongs: after all clips whose middle is earlier. */
export function placeFor(film: Film, id: string, middle: number): number {
  return clips(film).filter((other) => other.id !== id && (other.start + other.end) / 2 < middle).length;
}

/**
 * Give a segment another time. A clip has a length only, since the next clips close up; text and sound have a start too.
 */
export function trimming({ track, segment }: Found, start: number, end: number): Edit | null {
  const duration = Math.max(SHORTEST, end - start);
  if (Math.abs(duration - segment.duration) < 0.001 && Math.abs(start - segment.start) < 0.001) return null;
  if (track.kind === "video") return { op: "trim", segment: segment.id, duration: ms(duration) };
  return { op: "trim", segment: segment.id, start: ms(Math.max(0, start)), duration: ms(duration) };
}

/** The next or the last cut as seen from a time: where clips begin, and the film's two ends. */
export function cut(film: Film, from: number, by: 1 | -1): number {
  const all = [0, ...clips(film).map((segment) => segment.start), film.duration];
  // A seek lands up to a frame inside the clip it went to: that cut is where we are, not the last one.
  const near = 0.05;
  return by > 0
    ? (all.find((time) => time > from + near) ?? film.duration)
    : (all.filter((time) => time < from - near).at(-1) ?? 0);
}
