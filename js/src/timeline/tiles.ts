/** A filmstrip: how many thumbnails fill a clip evenly, and which of them are in sight. */

/**
 * Thumbnails of equal width that fill `width` px whole: as many as come nearest to their own shape, never a sliver.
 *
 * `aspect` is the picture's width over its height. A clip narrower than one picture shows one, cropped.
 */
export function tileCount(width: number, height: number, aspect: number): number {
  return Math.max(1, Math.round(width / Math.max(1, height * aspect)));
}

export interface Tile {
  readonly left: number;
  readonly width: number;
  /** Where in the clip its middle stands, 0 to 1: the moment a moving clip is shown at. */
  readonly at: number;
}

/** The tiles of a clip `width` px wide that touch the window from `from` to `to` px (clip's own measure). */
export function tiles(width: number, height: number, aspect: number, from: number, to: number): Tile[] {
  const count = tileCount(width, height, aspect);
  const each = width / count;
  const first = Math.max(0, Math.floor(from / each));
  const last = Math.min(count - 1, Math.floor(to / each));
  const found: Tile[] = [];
  for (let k = first; k <= last; k += 1) found.push({ left: k * each, width: each, at: (k + 0.5) / count });
  return found;
}
