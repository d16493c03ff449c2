/** The picture on screen as a PNG file of the film's own size. */

import { formatTime } from "../core/time";

/** `Urban Dreams` at 2.8 s is `Urban Dreams 0-02.8.png`; what no file system takes is left out. */
export const snapshotName = (film: string, time: number): string =>
  `${film.replace(/[\\/:*?"<>|\s\p{Cc}]+/gu, " ").trim() || "film"} ${formatTime(time, { tenths: true }).replaceAll(":", "-")}.png`;

export function offer(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has its own hold on the blob once the click is over; a minute is far past that.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export async function snapshot(video: HTMLVideoElement, film: string, time: number): Promise<void> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob) offer(blob, snapshotName(film, time));
}
