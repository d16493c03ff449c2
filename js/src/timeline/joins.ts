/** Where clips meet: what a join looks like at this zoom, and where a clip's visible edges are. */

import type { Segment } from "./film";

export type JoinForm = "diamond" | "bow-tie" | "overlap" | "none";

/** Below this a bow-tie of 18 px would hide the pictures; above the other there is room to draw the overlap itself. */
const BOW_TIE_FROM = 22;
const OVERLAP_FROM = 60;
const ROOM_FOR_BOW_TIE = 40;
const ROOM_FOR_DIAMOND = 18;
const ROOM_FOR_OVERLAP = 30;

/** The form of one join, by the zoom and by the room its narrower neighbour leaves it (px). */
export function joinForm(perSecond: number, overlap: number, narrower: number): JoinForm {
  if (perSecond > OVERLAP_FROM && overlap * perSecond >= ROOM_FOR_OVERLAP) return "overlap";
  if (narrower < ROOM_FOR_DIAMOND) return "none";
  return perSecond < BOW_TIE_FROM || narrower < ROOM_FOR_BOW_TIE ? "diamond" : "bow-tie";
}

export interface Edges {
  readonly start: number;
  readonly end: number;
}

/** A clip's visible edges in seconds: clips that overlap meet in the middle of their join. */
export function edges(segment: Segment, next: Segment | undefined): Edges {
  const start = segment.start + (segment.join ? segment.join.duration / 2 : 0);
  const end = next?.join ? Math.min(segment.end, next.start + next.join.duration / 2) : segment.end;
  return { start, end: Math.max(start, end) };
}
