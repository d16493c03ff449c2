/** The film as the timeline is told it: parsed once from the synced value, odd or missing parts tolerated. */

export type TrackKind = "text" | "video" | "audio" | "other";

export interface Join {
  readonly name: string;
  readonly duration: number;
}

export interface Segment {
  readonly id: string;
  readonly start: number;
  readonly duration: number;
  readonly end: number;
  readonly name: string;
  readonly text: string;
  readonly digest: string;
  readonly media: string;
  readonly motion: string;
  readonly filter: string;
  readonly volume: number | null;
  readonly speed: number;
  /** How the segment is led into; it overlaps the one before by the join's own time. `null` is a cut. */
  readonly join: Join | null;
}

export interface Track {
  readonly id: string;
  readonly kind: TrackKind;
  readonly name: string;
  readonly segments: readonly Segment[];
}

export interface Film {
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly name: string;
  readonly tracks: readonly Track[];
}

type Loose = Record<string, unknown>;

const loose = (value: unknown): Loose =>
  typeof value === "object" && value !== null ? (value as Loose) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;

function parseJoin(value: unknown): Join | null {
  const join = loose(value);
  const duration = number(join.duration, 0);
  return text(join.name) && duration > 0 ? { name: text(join.name), duration } : null;
}

function parseSegment(value: unknown, place: number): Segment {
  const it = loose(value);
  const start = Math.max(0, number(it.start, 0));
  const duration = Math.max(0, number(it.duration, 0));
  return {
    id: text(it.id) || `#${place}`,
    start,
    duration,
    end: start + duration,
    name: text(it.name),
    text: text(it.text),
    digest: text(it.digest),
    media: text(it.media),
    motion: text(it.motion),
    filter: text(it.filter),
    volume: typeof it.volume === "number" ? it.volume : null,
    speed: number(it.speed, 1),
    join: parseJoin(it.transition),
  };
}

const KINDS: readonly string[] = ["text", "video", "audio"];

function parseTrack(value: unknown, place: number): Track {
  const it = loose(value);
  const kind = text(it.kind);
  return {
    id: text(it.id) || `track-${place}`,
    kind: (KINDS.includes(kind) ? kind : "other") as TrackKind,
    name: text(it.name),
    // The windowing searches by start, so order is made sure of here and nowhere else.
    segments: list(it.segments)
      .map(parseSegment)
      .sort((a, b) => a.start - b.start),
  };
}

/** Parse the synced `film`; anything that is no film gives an empty one of zero length. */
export function parseFilm(value: unknown): Film {
  const it = loose(value);
  const tracks = list(it.tracks).map(parseTrack);
  const last = Math.max(0, ...tracks.flatMap((track) => track.segments.at(-1)?.end ?? 0));
  return {
    duration: Math.max(number(it.duration, 0), last),
    width: number(it.width, 1920),
    height: number(it.height, 1080),
    fps: Math.max(1, number(it.fps, 30)),
    name: text(it.name),
    tracks,
  };
}

export interface Row {
  readonly kind: TrackKind;
  readonly track: Track | null;
}

/**
 * The rows from top to bottom: titles, video, music, then what this timeline does not know.
 *
 * The three known rows are always there, empty or not, so that nothing moves when the first title comes.
 */
export function rows(film: Film): readonly Row[] {
  const of = (kind: TrackKind): readonly Row[] => {
    const tracks = film.tracks.filter((track) => track.kind === kind);
    return tracks.length ? tracks.map((track) => ({ kind, track })) : [{ kind, track: null }];
  };
  const unknown = film.tracks.filter((track) => track.kind === "other");
  return [
    ...of("text"),
    ...of("video"),
    ...of("audio"),
    ...unknown.map((track) => ({ kind: track.kind, track })),
  ];
}

/** A file's name as people say it: without the folder and the ending. */
export const spoken = (name: string): string => {
  const base = name.split(/[\\/]/).pop() ?? name;
  return base.replace(/\.[a-z0-9]{2,5}$/i, "") || base;
};

/** What a segment is called on its plate. */
export const title = (segment: Segment): string => segment.text || spoken(segment.name);
