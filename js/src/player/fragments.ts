/** A film as fragments: what the kernel tells of it, parsed once, and which fragment stands where. */

/** Start and duration in seconds. */
export type Span = readonly [start: number, duration: number];

export interface TrackInfo {
  readonly mime: string;
  readonly index: readonly Span[];
  /** Which fragments can be asked for already, same length as `index`. */
  readonly ready: readonly boolean[];
}

export interface FilmInfo {
  readonly id: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly duration: number;
  /** Still being made: more fragments become ready. */
  readonly live: boolean;
  readonly size: number;
  readonly video: TrackInfo;
  readonly audio: TrackInfo | null;
  /** WebVTT, or nothing. */
  readonly captions: string;
}

type Loose = Record<string, unknown>;
const loose = (value: unknown): Loose =>
  typeof value === "object" && value !== null ? (value as Loose) : {};
const number = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Readiness in any form the kernel sends it: "1101", a list of booleans, a count from the start, or nothing (all). */
export function parseReady(value: unknown, length: number): boolean[] {
  const of = (at: (k: number) => boolean): boolean[] => Array.from({ length }, (_, k) => at(k));
  if (typeof value === "string") return of((k) => value[k] === "1");
  if (typeof value === "number") return of((k) => k < value);
  if (Array.isArray(value)) return of((k) => Boolean(value[k]));
  return of(() => true);
}

export function parseIndex(value: unknown): Span[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((row: unknown) =>
    Array.isArray(row) && typeof row[0] === "number" && typeof row[1] === "number" && row[1] > 0
      ? [[row[0], row[1]] as const]
      : [],
  );
}

function parseTrack(value: unknown): TrackInfo | null {
  const it = loose(value);
  const index = parseIndex(it.index);
  if (!text(it.mime)) return null;
  return { mime: text(it.mime), index, ready: parseReady(it.ready, index.length) };
}

/** Parse the synced `film`; `null` when there is none to show. */
export function parseFilm(value: unknown): FilmInfo | null {
  const it = loose(value);
  const video = parseTrack(it.video);
  if (!text(it.id) || !video) return null;
  const last = video.index.at(-1);
  return {
    id: text(it.id),
    name: text(it.name),
    width: number(it.width, 1920),
    height: number(it.height, 1080),
    fps: Math.max(1, number(it.fps, 30)),
    duration: number(it.duration, last ? last[0] + last[1] : 0),
    live: Boolean(it.live),
    size: number(it.size, 0),
    video,
    audio: parseTrack(it.audio),
    captions: text(it.captions),
  };
}

/** The film with what a `grown` message tells of it; the same film object when the message is about another. */
export function grown(film: FilmInfo, message: Readonly<Record<string, unknown>>): FilmInfo {
  if (message.film !== film.id) return film;
  const further = (track: TrackInfo, ready: unknown, index = track.index): TrackInfo => ({
    mime: track.mime,
    index,
    ready: ready === undefined ? track.ready : parseReady(ready, index.length),
  });
  const sound = message.audio_index === undefined ? undefined : parseIndex(message.audio_index);
  return {
    ...film,
    live: typeof message.live === "boolean" ? message.live : film.live,
    video: further(film.video, message.video),
    audio: film.audio && further(film.audio, message.audio, sound),
  };
}

/** The place of the fragment that shows `time`; the nearest one before it in a hole; −1 before the first. */
export function fragmentAt(index: readonly Span[], time: number): number {
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Half a millisecond of kindness: frame times come from ms and are rounded.
    if ((index[middle] as Span)[0] <= time + 0.0005) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Seconds of the film that can be seen, for "13 s of 30 s ready". */
export function readySeconds({ index, ready }: TrackInfo): number {
  return index.reduce((sum, [, duration], k) => sum + (ready[k] ? duration : 0), 0);
}

/** Stretches of `[start, end]` in seconds that are ready, neighbours joined. */
export function readyRanges({ index, ready }: TrackInfo): [number, number][] {
  const found: [number, number][] = [];
  index.forEach(([start, duration], k) => {
    if (!ready[k]) return;
    const last = found.at(-1);
    if (last && start - last[1] < 0.015) last[1] = start + duration;
    else found.push([start, start + duration]);
  });
  return found;
}
