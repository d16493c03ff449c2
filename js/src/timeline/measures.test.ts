/** The timeline's measures: properties that hold for every film, zoom and width. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Film, parseFilm, rows, spoken } from "./film";
import { edges, joinForm } from "./joins";
import { parseChunks, underWay, veils } from "./render";
import { clampScroll, contentWidth, fitted, scaleOf, toPx, toTime, zoomAt, zoomLevel } from "./scale";
import { places, snap } from "./snap";
import { grid, ticks } from "./ticks";
import { tileCount, tiles } from "./tiles";
import { highest, wavePath } from "./wave";
import { firstAfter, runs } from "./window";

const seconds = fc.double({ min: 0.5, max: 20_000, noNaN: true });
const width = fc.integer({ min: 200, max: 3000 });

describe("scale", () => {
  it("goes to pixels and back", () => {
    fc.assert(
      fc.property(seconds, fc.double({ min: 0.01, max: 500, noNaN: true }), (time, perSecond) => {
        expect(toTime({ perSecond }, toPx({ perSecond }, time))).toBeCloseTo(time, 6);
      }),
    );
  });

  it("fits the whole film into the lane", () => {
    fc.assert(
      fc.property(seconds, width, (duration, lane) => {
        expect(contentWidth(fitted(duration, lane), duration)).toBeLessThanOrEqual(lane + 1e-6);
      }),
    );
  });

  it("keeps the second under the pointer there while zooming in", () => {
    fc.assert(
      fc.property(seconds, width, fc.double({ min: 0, max: 1, noNaN: true }), (duration, lane, share) => {
        const scale = fitted(duration, lane);
        const at = share * toPx(scale, duration);
        const next = zoomAt({ scale, scroll: 0 }, 2, at, duration, lane);
        const held = clampScroll(next.scroll, next.scale, duration, lane);
        expect(held).toBe(next.scroll);
        const free = toPx(next.scale, toTime(scale, at)) - at;
        if (free >= 0 && free <= contentWidth(next.scale, duration) - lane) {
          expect(toTime(next.scale, next.scroll + at)).toBeCloseTo(toTime(scale, at), 4);
        }
      }),
    );
  });

  it("never zooms out past the whole film, and the slider's place and the scale agree", () => {
    fc.assert(
      fc.property(seconds, width, fc.double({ min: 0, max: 1, noNaN: true }), (duration, lane, level) => {
        const least = fitted(duration, lane).perSecond;
        expect(
          zoomAt({ scale: { perSecond: least }, scroll: 0 }, 0.1, 5, duration, lane).scale.perSecond,
        ).toBeCloseTo(least, 9);
        const scale = scaleOf(level, duration, lane);
        expect(scaleOf(zoomLevel(scale, duration, lane), duration, lane).perSecond).toBeCloseTo(
          scale.perSecond,
          6,
        );
      }),
    );
  });
});

describe("ruler", () => {
  it("keeps air between labels and never draws marks closer than the eye parts them", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.002, max: 480, noNaN: true }), (perSecond) => {
        const { step, parts } = grid(perSecond);
        expect(step * perSecond).toBeGreaterThanOrEqual(64);
        if (parts > 1) expect((step / parts) * perSecond).toBeGreaterThanOrEqual(7);
      }),
    );
  });

  it("labels whole steps only, in order, without drift", () => {
    const found = ticks({ step: 0.1, parts: 2 }, 0, 30);
    expect(found.filter((tick) => tick.major)).toHaveLength(301);
    expect(found.at(-1)?.time).toBeCloseTo(30, 9);
    expect(ticks({ step: 5, parts: 5 }, 7.5, 11)).toEqual(
      [8, 9, 10, 11].map((time) => ({ time, major: time === 10 })),
    );
  });

  it("gives half a minute on 740 px a label every five seconds", () => {
    expect(grid(720 / 30)).toEqual({ step: 5, parts: 5 });
  });
});

/** A lane of abutting pieces of the given lengths. */
const lane = (lengths: readonly number[]) => {
  let at = 0;
  return lengths.map((length) => {
    const start = at;
    at += length;
    return { start, end: at };
  });
};
const lengths = fc.array(fc.double({ min: 0.01, max: 20, noNaN: true }), { minLength: 1, maxLength: 400 });

describe("window", () => {
  it("finds the first piece that is not over yet", () => {
    fc.assert(
      fc.property(lengths, fc.double({ min: -1, max: 4000, noNaN: true }), (of, time) => {
        const pieces = lane(of);
        const plain = pieces.findIndex((piece) => piece.end > time);
        expect(firstAfter(pieces, time)).toBe(plain < 0 ? pieces.length : plain);
      }),
    );
  });

  it("loses no piece and shows none twice", () => {
    fc.assert(
      fc.property(lengths, fc.double({ min: 0.01, max: 5, noNaN: true }), (of, least) => {
        const pieces = lane(of);
        const found = runs(pieces, 0, Number.POSITIVE_INFINITY, least);
        expect(found.flatMap((run) => pieces.slice(run.from, run.to))).toEqual(pieces);
      }),
    );
  });

  it("draws few boxes however many pieces there are", () => {
    const pieces = lane(new Array(10_000).fill(0.5));
    const perSecond = 1000 / 5000;
    expect(runs(pieces, 0, 5000, 6 / perSecond).length).toBeLessThan(1000 / 6 + 2);
  });

  it("leaves a piece that can be seen on its own alone", () => {
    const pieces = lane([0.1, 0.1, 8, 0.1, 0.1]);
    expect(runs(pieces, 0, 10, 1).map((run) => [run.from, run.to])).toEqual([
      [0, 2],
      [2, 3],
      [3, 5],
    ]);
  });
});

describe("filmstrip", () => {
  it("fills the clip exactly, each tile near its picture's own shape", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 4000, noNaN: true }),
        fc.double({ min: 0.4, max: 2.4, noNaN: true }),
        (clip, aspect) => {
          const all = tiles(clip, 56, aspect, 0, clip);
          expect(all).toHaveLength(tileCount(clip, 56, aspect));
          expect(all.reduce((sum, tile) => sum + tile.width, 0)).toBeCloseTo(clip, 6);
          if (all.length > 1) {
            const ratio = (all[0]?.width ?? 0) / (56 * aspect);
            expect(ratio).toBeGreaterThan(0.66);
            expect(ratio).toBeLessThan(1.34);
          }
        },
      ),
    );
  });

  it("draws only what is in sight of a clip far wider than the window", () => {
    expect(tiles(40_000, 56, 16 / 9, 10_000, 11_000).length).toBeLessThan(14);
  });
});

const twoClips = (overlap: number): Film =>
  parseFilm({
    tracks: [
      {
        kind: "video",
        segments: [
          { id: "a", start: 0, duration: 4, name: "photos/skyline.jpg" },
          {
            id: "b",
            start: 4 - overlap,
            duration: 4,
            transition: overlap ? { name: "crossfade", duration: overlap } : null,
          },
        ],
      },
    ],
  });

describe("joins", () => {
  it("lets overlapping clips meet in the middle of their join", () => {
    const [a, b] = twoClips(1).tracks[0]?.segments ?? [];
    if (!a || !b) throw new Error("two clips were laid");
    expect(edges(a, b)).toEqual({ start: 0, end: 3.5 });
    expect(edges(b, undefined)).toEqual({ start: 3.5, end: 7 });
  });

  it("draws a diamond when narrow, a bow-tie, the overlap when wide, and nothing where it would hide the clip", () => {
    expect(joinForm(10, 0.6, 40)).toBe("diamond");
    expect(joinForm(25, 0.6, 100)).toBe("bow-tie");
    expect(joinForm(80, 0.6, 300)).toBe("overlap");
    expect(joinForm(2, 0.6, 8)).toBe("none");
  });
});

describe("snapping", () => {
  it("never moves a time further than the pull, and only onto a place", () => {
    const film = twoClips(1);
    fc.assert(
      fc.property(
        fc.double({ min: -2, max: 12, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (time, reach) => {
          const all = places(film, 5);
          const found = snap(time, all, reach);
          expect(Math.abs(found - time)).toBeLessThanOrEqual(reach);
          if (found !== time) expect(all).toContain(found);
          else expect(all.every((place) => place === time || Math.abs(place - time) > reach)).toBe(true);
        },
      ),
    );
  });
});

describe("render line", () => {
  const chunks = parseChunks([
    [0, 2, "done"],
    [2, 1, "running"],
    [3, 2, "waiting"],
    [5, 1, "done"],
    ["x", 1, "done"],
    [6, 1, "odd"],
    [6, 2, "failed"],
  ]);

  it("reads what it knows and leaves out the rest", () => {
    expect(chunks.map((chunk) => chunk.state)).toEqual(["done", "running", "waiting", "done", "failed"]);
    expect(parseChunks(null)).toEqual([]);
  });

  it("veils what is not there, neighbours as one", () => {
    expect(veils(chunks)).toEqual([
      { start: 2, end: 5 },
      { start: 6, end: 8 },
    ]);
    expect(underWay(chunks)).toBe(true);
    expect(underWay(parseChunks([[0, 2, "done"]]))).toBe(false);
  });
});

describe("waveform", () => {
  it("takes the highest peak and stays inside its box", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 500 }),
        fc.integer({ min: 3, max: 900 }),
        (peaks, wide) => {
          expect(highest(peaks, 0, 1)).toBe(Math.max(...peaks));
          for (const [, x, y] of wavePath(peaks, wide, 30, 0, wide).matchAll(/M([\d.]+) ([\d.]+)/g)) {
            expect(Number(x) + 2).toBeLessThanOrEqual(wide);
            expect(Number(y)).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });

  it("draws the same bars wherever the window stands", () => {
    const peaks = Uint8Array.from({ length: 300 }, (_, k) => (k * 37) % 255);
    const whole = wavePath(peaks, 600, 30, 0, 600);
    expect(whole).toContain(wavePath(peaks, 600, 30, 300, 330));
  });
});

describe("film", () => {
  it("takes anything for a film", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const film = parseFilm(value);
        expect(film.duration).toBeGreaterThanOrEqual(0);
        expect(rows(film).length).toBeGreaterThanOrEqual(3);
      }),
    );
  });

  it("keeps three rows on an empty film and shows a track it does not know beneath", () => {
    expect(rows(parseFilm({})).map((row) => row.kind)).toEqual(["text", "video", "audio"]);
    const film = parseFilm({
      tracks: [
        { kind: "hologram", name: "FX", segments: [] },
        { kind: "audio", segments: [] },
      ],
    });
    expect(rows(film).map((row) => row.kind)).toEqual(["text", "video", "audio", "other"]);
  });

  it("names a clip as people do", () => {
    expect(spoken("/home/ana/photos/old town.jpeg")).toBe("old town");
    expect(spoken("v1.2 notes")).toBe("v1.2 notes");
    expect(spoken(".png")).toBe(".png");
  });
});
