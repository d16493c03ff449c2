/** Frames and seconds: stepping by whole frames, never by a rounded duration. */

/**
 * The frame shown at a time. A hair is added, because 3.0999999 s is where the browser stands after seeking to frame 93.
 */
export const frameAt = (time: number, fps: number): number => Math.max(0, Math.floor(time * fps + 0.01));

/** Where to seek to be sure to see a frame: a quarter into it, clear of both its edges. */
export const seekTime = (frame: number, fps: number): number => (frame + 0.25) / fps;

/** Seconds of the frame `by` frames away, kept inside the film. */
export function stepped(time: number, by: number, fps: number, duration: number): number {
  const last = Math.max(0, Math.round(duration * fps) - 1);
  return seekTime(Math.max(0, Math.min(last, frameAt(time, fps) + by)), fps);
}
