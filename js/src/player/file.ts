/** The finished file, whole: pulled in stretches, a few at a time, into a Blob that stays out of the page's own heap. */

import type { Puller } from "./pull";

const STRETCH = 2 ** 20;
/** The kernel is asked for at most so many stretches at once: 8 MiB under way, so that a click need not wait. */
const FLYING = 8;

export async function pullFile(
  puller: Puller,
  film: { readonly id: string; readonly size: number },
  stop: AbortSignal,
  progress: (share: number) => void = () => {},
): Promise<Blob> {
  const count = Math.max(1, Math.ceil(film.size / STRETCH));
  const parts: Blob[] = new Array(count);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const k = next;
      next += 1;
      const offset = k * STRETCH;
      const length = Math.min(STRETCH, film.size - offset);
      const bytes = await puller.get({ film: film.id, track: "file", offset, length }, stop);
      // A Blob a stretch: the browser may move those to disk, a growing array of bytes it may not.
      parts[k] = new Blob([bytes as Uint8Array<ArrayBuffer>]);
      done += 1;
      progress(done / count);
    }
  };
  await Promise.all(Array.from({ length: Math.min(FLYING, count) }, work));
  return new Blob(parts, { type: "video/mp4" });
}
