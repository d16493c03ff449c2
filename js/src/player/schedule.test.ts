/** Fetching and letting go of fragments: properties for every film and playhead. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fragmentAt,
  parseFilm,
  parseReady,
  readyRanges,
  readySeconds,
  type Span,
  type TrackInfo,
} from "./fragments";
import { frameAt, seekTime, stepped } from "./frames";
import { AHEAD, type Held, released, wanted } from "./schedule";

const track = (lengths: readonly number[], ready?: (k: number) => boolean): TrackInfo => {
  let at = 0;
  const index = lengths.map((length): Span => {
    const start = at;
    at += length;
    return [start, length];
  });
  return { mime: "video/mp4", index, ready: index.map((_, k) => ready?.(k) ?? true) };
};
const lengths = fc.array(fc.double({ min: 0.2, max: 6, noNaN: true }), { minLength: 1, maxLength: 120 });
const total = (info: TrackInfo): number => info.index.reduce((sum, [, length]) => sum + length, 0);
const none: ReadonlySet<number> = new Set();

describe("fragmentAt", () => {
  it("finds the fragment under any time", () => {
    fc.assert(
      fc.property(lengths, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (of, share) => {
        const info = track(of);
        const time = share * total(info);
        const [start, length] = info.index[fragmentAt(info.index, time)] as Span;
        expect(start).toBeLessThanOrEqual(time + 0.001);
        expect(start + length).toBeGreaterThan(time - 0.001);
      }),
    );
  });
});

describe("wanted", () => {
  it("asks for the fragment under the playhead first, picture before sound", () => {
    fc.assert(
      fc.property(lengths, fc.double({ min: 0, max: 0.99, noNaN: true }), (of, share) => {
        const info = track(of);
        const time = share * total(info);
        const head = { time, duration: total(info), loop: false };
        const both = { video: { info, held: none }, audio: { info, held: none } };
        const under = fragmentAt(info.index, time);
        const [start, length] = info.index[under] as Span;
        fc.pre(start + length > time + 0.001 && start <= time);
        expect(wanted(both, head, 4).slice(0, 2)).toEqual([
          { track: "video", index: under },
          { track: "audio", index: under },
        ]);
      }),
    );
  });

  it("asks for nothing held, not ready, over, or more than a minute ahead, and nothing twice", () => {
    fc.assert(
      fc.property(
        lengths,
        fc.nat(1000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (of, seed, share, loop) => {
          const info = track(of, (k) => (k * 7 + seed) % 3 > 0);
          const held = new Set(info.index.map((_, k) => k).filter((k) => (k + seed) % 5 === 0));
          const time = share * total(info);
          const found = wanted({ video: { info, held } }, { time, duration: total(info), loop }, 1000);
          expect(new Set(found.map((want) => want.index)).size).toBe(found.length);
          for (const { index } of found) {
            const [start, length] = info.index[index] as Span;
            expect(info.ready[index]).toBe(true);
            expect(held.has(index)).toBe(false);
            if (!loop) expect(start + length).toBeGreaterThan(time);
            if (!loop) expect(start - time).toBeLessThanOrEqual(AHEAD);
          }
        },
      ),
    );
  });

  it("fetches around a hole of a film that is still being made", () => {
    const info = track([2, 2, 2, 2], (k) => k !== 1);
    const found = wanted({ video: { info, held: none } }, { time: 2.5, duration: 8, loop: false }, 4);
    expect(found.map((want) => want.index)).toEqual([2, 3]);
  });

  it("goes round to the start when the film loops", () => {
    const info = track([5, 5, 5, 5]);
    const found = wanted({ video: { info, held: new Set([3]) } }, { time: 16, duration: 20, loop: true }, 2);
    expect(found.map((want) => want.index)).toEqual([0, 1]);
  });
});

describe("released", () => {
  const pieces = (count: number, bytes: number): Held[] =>
    Array.from({ length: count }, (_, index) => ({ index, span: [index * 2, 2] as const, bytes }));

  it("lets go until the rest fits, and never what is near the playhead", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 400, noNaN: true }),
        (count, bytes, time) => {
          const held = pieces(count, bytes);
          const budget = (count * bytes) / 2;
          const gone = new Set(released(held, time, budget));
          const rest = held.filter((each) => !gone.has(each.index));
          const near = held.filter(({ span: [start] }) => start <= time + 8 && start + 2 >= time - 8);
          for (const each of near) expect(gone.has(each.index)).toBe(false);
          const size = rest.length * bytes;
          expect(size <= budget || rest.length === near.length).toBe(true);
        },
      ),
    );
  });

  it("lets the past go before what is yet to come", () => {
    expect(released(pieces(50, 10), 50, 450)[0]).toBe(0);
    expect(released(pieces(10, 10), 4, 1000)).toEqual([]);
  });
});

describe("readiness", () => {
  it("is read in every form it comes in", () => {
    expect(parseReady("101", 3)).toEqual([true, false, true]);
    expect(parseReady([1, 0, true], 3)).toEqual([true, false, true]);
    expect(parseReady(2, 3)).toEqual([true, true, false]);
    expect(parseReady(undefined, 2)).toEqual([true, true]);
    expect(parseReady("1", 3)).toEqual([true, false, false]);
  });

  it("adds up to stretches and seconds", () => {
    const info = track([2, 2, 2, 2], (k) => k !== 1);
    expect(readyRanges(info)).toEqual([
      [0, 2],
      [4, 8],
    ]);
    expect(readySeconds(info)).toBe(6);
  });

  it("takes anything for a film and says when it is none", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => parseFilm(value)).not.toThrow();
      }),
    );
    expect(parseFilm({})).toBeNull();
    expect(
      parseFilm({
        id: "f",
        video: {
          mime: "video/mp4",
          index: [
            [0, 2],
            [2, 1],
          ],
        },
      })?.duration,
    ).toBe(3);
  });
});

describe("frames", () => {
  it("steps one frame at a time and comes back", () => {
    fc.assert(
      fc.property(fc.constantFrom(24, 25, 29.97, 30, 60), fc.integer({ min: 1, max: 5000 }), (fps, frame) => {
        const duration = 6000 / fps;
        const at = seekTime(frame, fps);
        expect(frameAt(at, fps)).toBe(frame);
        const on = stepped(at, 1, fps, duration);
        expect(frameAt(on, fps)).toBe(frame + 1);
        expect(frameAt(stepped(on, -1, fps, duration), fps)).toBe(frame);
      }),
    );
  });

  it("stops at both ends", () => {
    expect(frameAt(stepped(0, -1, 30, 10), 30)).toBe(0);
    expect(frameAt(stepped(9.99, 5, 30, 10), 30)).toBe(299);
  });
});
