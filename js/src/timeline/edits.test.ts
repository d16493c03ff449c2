/** A hand's moves become edits: what is sent, and what is not. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dragged } from "./drag";
import { byId, cut, moving, placeFor, removing, SHORTEST, splitting, trimming } from "./edits";
import { parseFilm, type Segment } from "./film";

const film = parseFilm({
  duration: 12,
  tracks: [
    { kind: "text", segments: [{ id: "t", start: 0, duration: 3, text: "Urban Dreams" }] },
    {
      kind: "video",
      segments: ["a", "b", "c", "d"].map((id, k) => ({ id, start: k * 3, duration: 3, name: `${id}.jpg` })),
    },
    { kind: "audio", segments: [{ id: "m", start: 0, duration: 12 }] },
  ],
});
const found = (id: string) => {
  const it = byId(film).get(id);
  if (!it) throw new Error(`${id} is in the film`);
  return it;
};

describe("splitting", () => {
  it("cuts the clip under the playhead, a selected one first", () => {
    expect(splitting(film, [], 4.5)).toEqual({ op: "split", segment: "b", at: 4.5 });
    expect(splitting(film, ["a"], 4.5)).toEqual({ op: "split", segment: "b", at: 4.5 });
  });

  it("leaves no piece too short to see", () => {
    expect(splitting(film, [], 3.1)).toBeNull();
    expect(splitting(film, [], 12)).toBeNull();
  });
});

describe("moving", () => {
  it("counts the place after the clip is taken out", () => {
    expect(moving(film, "a", 2)).toEqual({ op: "move", segment: "a", to: 2 });
    expect(moving(film, "b", 1)).toBeNull();
    expect(moving(film, "d", 9)).toBeNull();
    expect(moving(film, "t", 1)).toBeNull();
  });

  it("puts a dragged clip where its middle stands", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("a", "b", "c", "d"),
        fc.double({ min: -5, max: 20, noNaN: true }),
        (id, middle) => {
          const to = placeFor(film, id, middle);
          expect(to).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(3);
        },
      ),
    );
    const { segment } = found("b");
    expect(placeFor(film, "b", (segment.start + segment.end) / 2)).toBe(1);
  });
});

describe("trimming", () => {
  it("gives a clip a length, and text a start too", () => {
    expect(trimming(found("b"), 3, 5.25)).toEqual({ op: "trim", segment: "b", duration: 2.25 });
    expect(trimming(found("t"), 1, 4)).toEqual({ op: "trim", segment: "t", start: 1, duration: 3 });
  });

  it("says nothing when nothing changed, and never asks for less than can be seen", () => {
    expect(trimming(found("b"), 3, 6)).toBeNull();
    expect(trimming(found("b"), 3, 3)?.duration).toBe(SHORTEST);
  });
});

describe("dragging", () => {
  const kinds = fc.constantFrom("move" as const, "slide" as const, "start" as const, "end" as const);
  it("keeps a segment's length unless a grip is held, and its end after its start always", () => {
    fc.assert(
      fc.property(kinds, fc.double({ min: -30, max: 30, noNaN: true }), (kind, by) => {
        const { segment } = found("t");
        const { start, end } = dragged(kind, segment as Segment, by, film.duration, (time) => time);
        expect(end).toBeGreaterThan(start);
        if (kind === "move" || kind === "slide") expect(end - start).toBeCloseTo(3, 9);
        if (kind !== "move") expect(start).toBeGreaterThanOrEqual(0);
        if (kind === "slide") expect(end).toBeLessThanOrEqual(film.duration + 1e-9);
        if (kind === "start") expect(end).toBe(3);
        if (kind === "end") expect(start).toBe(0);
      }),
    );
  });

  it("takes hold with either end", () => {
    const hold = (time: number) => (Math.abs(time - 6) < 0.3 ? 6 : time);
    expect(dragged("slide", found("t").segment, 2.9, 12, hold)).toEqual({ start: 3, end: 6 });
    expect(dragged("slide", found("t").segment, 5.8, 12, hold)).toEqual({ start: 6, end: 9 });
  });
});

describe("cuts", () => {
  it("go from one to the next and back", () => {
    expect(cut(film, 0, 1)).toBe(3);
    expect(cut(film, 3.01, 1)).toBe(6);
    expect(cut(film, 3.01, -1)).toBe(0);
    expect(cut(film, 11, 1)).toBe(12);
    expect(cut(film, 12, -1)).toBe(9);
  });
});

it("removes what is selected, and nothing when nothing is", () => {
  expect(removing(["a", "t"])).toEqual({ op: "remove", segments: ["a", "t"] });
  expect(removing([])).toBeNull();
});
