/** A waveform from peaks: bars of even pitch, symmetric about their foot, as one SVG path. */

/** One bar and its gap, px: fine enough to see the beat, coarse enough to stay 1 path of some 500 bars. */
export const PITCH = 3;
const BAR = 2;

/** The highest of `peaks` (0–255) between two places given as shares of the whole, 0 to 1. */
export function highest(peaks: Uint8Array, from: number, to: number): number {
  const first = Math.max(0, Math.min(peaks.length - 1, Math.floor(from * peaks.length)));
  const last = Math.max(first + 1, Math.min(peaks.length, Math.ceil(to * peaks.length)));
  let top = 0;
  for (let k = first; k < last; k += 1) top = Math.max(top, peaks[k] as number);
  return top;
}

/**
 * Path of the bars between `from` and `to` px of a segment `width` px wide, standing on `height`.
 *
 * Bars are placed by the segment's own measure, so they stand still while the lane scrolls. The loudest reaches the top.
 */
export function wavePath(peaks: Uint8Array, width: number, height: number, from: number, to: number): string {
  if (!peaks.length || width <= 0) return "";
  const loudest = Math.max(1, highest(peaks, 0, 1));
  const parts: string[] = [];
  const last = Math.min(Math.ceil(to / PITCH), Math.floor((width - BAR) / PITCH));
  for (let k = Math.max(0, Math.floor(from / PITCH)); k <= last; k += 1) {
    const level = highest(peaks, (k * PITCH) / width, ((k + 1) * PITCH) / width) / loudest;
    const tall = Math.max(1, Math.round(level * height * 2) / 2);
    parts.push(`M${k * PITCH} ${height - tall}h${BAR}v${tall}h-${BAR}z`);
  }
  return parts.join("");
}
