/** Seconds to pixels and back: one linear scale that ruler, lanes and playhead share. */

/** Free room right of the film's end, so that the last edge and its handle can be seen and grabbed. */
export const TAIL = 20;
/** Past this a frame of 30 fps is 16 px wide, and there is nothing more to see. */
export const CLOSEST = 480;

export interface Scale {
  readonly perSecond: number;
}

export const toPx = (scale: Scale, seconds: number): number => seconds * scale.perSecond;
export const toTime = (scale: Scale, px: number): number => px / scale.perSecond;

/** Width of the whole film on the lanes, its tail included. */
export const contentWidth = (scale: Scale, duration: number): number => toPx(scale, duration) + TAIL;

/** The scale at which the whole film just fits; never closer than frames can be told apart. */
export function fitted(duration: number, laneWidth: number): Scale {
  const room = Math.max(1, laneWidth - TAIL);
  return { perSecond: duration > 0 ? Math.min(CLOSEST, room / duration) : room / 30 };
}

export interface View {
  readonly scale: Scale;
  /** Pixels scrolled away at the left. */
  readonly scroll: number;
}

/** Keep a scroll inside what there is to scroll. */
export function clampScroll(scroll: number, scale: Scale, duration: number, laneWidth: number): number {
  return Math.max(0, Math.min(scroll, contentWidth(scale, duration) - laneWidth));
}

/** Zoom by a factor around a point of the lanes: the second under that point stays under it. */
export function zoomAt(view: View, factor: number, at: number, duration: number, laneWidth: number): View {
  const least = fitted(duration, laneWidth).perSecond;
  const perSecond = Math.max(least, Math.min(Math.max(CLOSEST, least), view.scale.perSecond * factor));
  const second = toTime(view.scale, view.scroll + at);
  const scale = { perSecond };
  return { scale, scroll: clampScroll(toPx(scale, second) - at, scale, duration, laneWidth) };
}

/** Where the zoom slider stands, 0 (all of it) to 1 (frames), in equal steps of proportion. */
export function zoomLevel(scale: Scale, duration: number, laneWidth: number): number {
  const least = fitted(duration, laneWidth).perSecond;
  return least >= CLOSEST ? 0 : Math.log(scale.perSecond / least) / Math.log(CLOSEST / least);
}

/** The scale of a slider's place; inverse of {@link zoomLevel}. */
export function scaleOf(level: number, duration: number, laneWidth: number): Scale {
  const least = fitted(duration, laneWidth).perSecond;
  return least >= CLOSEST ? { perSecond: least } : { perSecond: least * (CLOSEST / least) ** level };
}
