/** A film of eight sample photos, as the kernel would tell the timeline. */

export const names = ["skyline", "harbour", "oldtown", "bridge", "coast", "park", "peak", "night"];
const sizes = [3.1, 2.7, 4.4, 3.6, 3.3, 5.9, 4.8, 6.8];
const clip = 4.4;
const join = 0.742857;

export const files = names.map((name, i) => ({
  id: `f${i}`,
  name: `${name}.jpg`,
  size: sizes[i]! * 1e6,
  width: 3000,
  height: 2000,
  kind: "image",
  digest: name,
  state: "ready",
  progress: 1,
  origin: "kernel",
}));

export function film(title: boolean, music = true) {
  return {
    duration: 30,
    width: 1920,
    height: 1080,
    fps: 30,
    name: title ? "Urban Dreams" : "Harbour to skyline",
    tracks: [
      {
        id: "v",
        kind: "video",
        name: "Video",
        segments: names.map((name, i) => ({
          id: `c${i}`,
          start: i * (clip - join),
          duration: clip,
          name,
          digest: name,
          source: `${name}.jpg`,
          media: "image",
          motion: i % 2 ? "zoom-in" : "pan-left",
          transition: i ? { name: "crossfade", duration: join } : null,
        })),
      },
      ...(music
        ? [
            {
              id: "a",
              kind: "audio",
              name: "Music",
              segments: [
                {
                  id: "m",
                  start: 0,
                  duration: 30,
                  name: "Calm piano",
                  media: "audio",
                  mood: "calm",
                  volume: 0.35,
                },
              ],
            },
          ]
        : []),
      ...(title
        ? [
            {
              id: "t",
              kind: "text",
              name: "Titles",
              segments: [
                {
                  id: "t1",
                  start: 0,
                  duration: 3,
                  name: "Urban Dreams",
                  text: "Urban Dreams",
                  media: "text",
                  place: "center",
                },
              ],
            },
          ]
        : []),
    ],
  };
}

/** Bodies and joins, so many of them done. */
export function chunks(done: number, running = 0, failed = false) {
  const list: [number, number, string][] = [];
  for (let i = 0; i < 8; i++) {
    const start = i * (clip - join) + (i ? join : 0);
    const body = clip - join - (i ? join : 0) + (i === 7 ? join : 0);
    list.push([start, body / 2, "waiting"], [start + body / 2, body / 2, "waiting"]);
    if (i < 7) list.push([start + body, join, "waiting"]);
  }
  return list.map(([start, duration], i) => [
    start,
    duration,
    i < done ? "done" : failed && i === done ? "failed" : i < done + running ? "running" : "waiting",
  ]);
}
