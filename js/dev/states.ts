/** The Studio's states to look at: what each of the five models says in them. */
import { chunks, files, film } from "./film";

const ideas = [
  "Turn these photos into a 30-second video with transitions and background music",
  "A calm slideshow, 4 seconds each, captions from the file names",
  "做一个 15 秒的竖屏短片，配上音乐",
];
const others = ["Vertical, for phones", "With the file names as captions", "Black and white, slow zooms"];
const prompt = "turn these photos into a 30-second video with transitions and background music";
const user1 = { id: "u1", role: "user", text: prompt, state: "done" };
const clips = {
  track: "video",
  name: "8 clips",
  value: "30 s",
  start: 0,
  end: 30,
  segments: ["c0", "c1", "c2"],
};
const joins = { track: "join", name: "7 crossfades", start: 3.6, end: 26, segments: ["c1"] };
const music = { track: "audio", name: "Calm piano", value: "35 %", start: 0, end: 30, segments: ["m"] };
const answer1 = {
  id: "a1",
  role: "agent",
  state: "done",
  text: "Eight photos in your order, 4.4 s each, joined by soft crossfades, with calm piano at 35 %.",
  changes: [clips, joins, music],
  version: 1,
  seconds: 1.4,
  actions: [],
};
const user2 = {
  id: "u2",
  role: "user",
  text: "add the title “Urban Dreams” for the first 3 seconds",
  state: "done",
};
const answer2 = {
  id: "a2",
  role: "agent",
  state: "done",
  text: "Added “Urban Dreams” over the skyline, centred.",
  changes: [{ track: "text", name: "Title", value: "0:00–0:03", start: 0, end: 3, segments: ["t1"] }],
  version: 2,
  seconds: 0.9,
  actions: ["undo"],
};
const v1 = { number: 1, label: prompt, changes: 10, seconds: 1.4, time: 1795000000000 };
const v2 = { number: 2, parent: 1, label: user2.text, changes: 1, seconds: 0.9, time: 1795000060000 };

export type State = Record<
  "studio" | "picker" | "conversation" | "timeline" | "player",
  Record<string, unknown>
>;

export function state(name: string, poster: (file: string) => string): State {
  const base: State = {
    studio: {
      name: "",
      version: 0,
      versions: [],
      can_undo: false,
      can_redo: false,
      place: { kind: "local" },
      export_state: { state: "idle" },
      preview_state: { state: "idle" },
    },
    picker: {
      files: [],
      accept: ["jpg", "jpeg", "png", "webp", "heic", "tif", "tiff", "mp4", "mp3"],
      max_bytes: 200e6,
      place: { kind: "local" },
    },
    conversation: {
      messages: [],
      suggestions: ideas,
      activity: { phase: "" },
      placeholder_key: "film",
      waiting: false,
    },
    timeline: { film: {}, chunks: [], status: {}, position: 0, selection: [], editable: true },
    player: {
      film: {},
      poster: "",
      position: 0,
      playing: false,
      volume: 0.7,
      rate: 1,
      loop: false,
      muted: false,
    },
  };
  const with_ = (parts: { [K in keyof State]?: Record<string, unknown> }): State => {
    for (const [key, values] of Object.entries(parts)) Object.assign(base[key as keyof State], values);
    return base;
  };
  const live = (ready: number, id: string) => ({
    id,
    name: "Urban Dreams",
    width: 960,
    height: 540,
    fps: 30,
    duration: 30,
    live: ready < 23,
    video: {
      mime: 'video/mp4; codecs="avc1.640028"',
      index: chunks(23).map(([s, d]) => [s, d]),
      ready: "1".repeat(ready) + "0".repeat(23 - ready),
    },
    audio: null,
    size: 0,
  });
  const v1Film = {
    timeline: { film: film(false), chunks: [] },
    player: { film: live(23, "p"), poster: poster("skyline") },
    picker: { files },
  };
  const one = { name: "Harbour to skyline", version: 1, versions: [v1], can_undo: true };
  const two = { name: "Urban Dreams", version: 2, versions: [v1, v2], can_undo: true };
  switch (name) {
    case "empty":
      return base;
    case "uploading":
      return with_({
        picker: {
          files: files.map((f, i) => {
            if (i === 4) return { ...f, state: "sending", progress: 0.72 };
            if (i === 5)
              return {
                ...f,
                name: "park.heic",
                state: "failed",
                progress: 0.61,
                error: "The connection was lost at 61 %.",
              };
            if (i === 6) return { ...f, state: "sending", progress: 0.38 };
            if (i === 7) return { ...f, state: "waiting", progress: 0 };
            return f;
          }),
        },
        conversation: { suggestions: others, activity: { phase: "" } },
      });
    case "photos":
      return with_({ picker: { files }, conversation: { suggestions: ideas } });
    case "streaming":
      return with_({
        ...v1Film,
        studio: { ...one, preview_state: { state: "running", progress: 0.43, left: 3 } },
        timeline: { film: film(false, false), chunks: chunks(10, 2), status: { state: "running", text: "" } },
        player: { film: live(10, "p"), poster: poster("skyline") },
        conversation: {
          messages: [
            user1,
            {
              ...answer1,
              state: "streaming",
              text: "Eight photos in your order, 4.4 s each, joined by soft crossfades. For the music I took",
              changes: [clips, joins],
            },
          ],
          activity: { phase: "writing", since: Date.now() - 3100 },
          placeholder_key: "change",
          suggestions: [],
        },
      });
    case "error":
      return with_({
        ...v1Film,
        studio: { ...one, preview_state: { state: "failed" } },
        timeline: { film: film(false), chunks: chunks(10, 0, true), status: { state: "failed", text: "" } },
        player: { film: live(10, "p"), poster: poster("bridge") },
        conversation: {
          messages: [
            user1,
            { ...answer1, changes: [], version: null, seconds: null },
            {
              id: "e",
              role: "error",
              state: "failed",
              title: "The render stopped at 0:13",
              text: "The disk is full: 120 MB are needed, 8 MB are free.",
              hint: "Free some space, then try again. The first 13 seconds are kept.",
              actions: ["retry"],
            },
          ],
          placeholder_key: "change",
          suggestions: [],
        },
      });
    case "exporting":
    case "exported": {
      const done = name === "exported";
      return with_({
        picker: { files },
        player: { film: live(23, "p"), poster: poster("bridge") },
        studio: {
          ...two,
          export_state: done
            ? { state: "done", name: "urban-dreams.mp4", size: 24.3e6, file: "x" }
            : { state: "running", progress: 0.42, left: 8, name: "urban-dreams.mp4" },
        },
        timeline: { film: film(true), chunks: done ? [] : chunks(10, 1) },
        conversation: {
          messages: [
            user1,
            answer1,
            user2,
            { ...answer2, actions: [] },
            { id: "u3", role: "user", text: "export", state: "done" },
            {
              id: "x",
              role: "export",
              text: "",
              state: done ? "done" : "streaming",
              progress: done ? 1 : 0.42,
              left: done ? null : 8,
              detail: "1080p · H.264",
              file: {
                id: "x",
                name: "urban-dreams.mp4",
                size: done ? 24.3e6 : null,
                path: "/home/ada/urban-dreams.mp4",
              },
              actions: done ? ["save"] : ["cancel"],
            },
          ],
          placeholder_key: "change",
          suggestions: [],
        },
      });
    }
    default:
      return with_({
        studio: two,
        picker: { files },
        timeline: { film: film(true), selection: ["c3"], position: 2.8 },
        player: { film: live(23, "p"), poster: poster("title"), position: 2.8 },
        conversation: {
          messages: [user1, answer1, user2, answer2],
          suggestions: ["Slower joins", "Warmer look", "Vertical 9:16"],
          placeholder_key: "change",
        },
      });
  }
}
