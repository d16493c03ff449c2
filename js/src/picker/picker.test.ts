import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeModel, type Sent } from "../core/fake";
import { WidgetModel } from "../core/model";
import { refuse } from "./check";
import { fitSheet } from "./fit";
import { gapToIndex, inOrder, moveTo, step } from "./order";
import { gapAt } from "./reorder";
import { gate } from "./thumbs";
import type { PickerTraits } from "./types";
import { largestPiece, Upload } from "./upload";

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 12 });

describe("order", () => {
  it("moves without losing or doubling anything, and puts the moved where they were asked", () => {
    fc.assert(
      fc.property(ids, fc.nat(14), fc.array(fc.nat(11), { maxLength: 4 }), (order, to, which) => {
        const moved = [...new Set(which)].flatMap((i) => (order[i] ? [order[i]] : []));
        const next = moveTo(order, moved, to);
        expect([...next].sort()).toEqual([...order].sort());
        expect(next.filter((id) => !moved.includes(id))).toEqual(order.filter((id) => !moved.includes(id)));
        const at = Math.min(to, order.length - moved.length);
        expect(next.slice(at, at + moved.length)).toEqual(order.filter((id) => moved.includes(id)));
      }),
    );
  });
  it("reads a gap of the whole list as a place in the list without the moved", () => {
    expect(gapToIndex(["a", "b", "c", "d"], ["a"], 3)).toBe(2);
    expect(moveTo(["a", "b", "c", "d"], ["a"], gapToIndex(["a", "b", "c", "d"], ["a"], 3))).toEqual([
      "b",
      "c",
      "a",
      "d",
    ]);
  });
  it("keeps what it does not know at the end", () => {
    expect(inOrder([{ id: "x" }, { id: "a" }, { id: "b" }], ["b", "a"]).map((f) => f.id)).toEqual([
      "b",
      "a",
      "x",
    ]);
  });
  it("stays inside the grid", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.nat(29),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"),
        (count, at, columns, key) => {
          const next = step(at % count, key, columns, count);
          expect(next >= 0 && next < count).toBe(true);
        },
      ),
    );
  });
});

describe("gaps", () => {
  const boxes = [0, 1, 2, 3, 4].map((i) => ({
    left: (i % 3) * 100,
    right: (i % 3) * 100 + 90,
    top: Math.floor(i / 3) * 80,
    bottom: Math.floor(i / 3) * 80 + 70,
  }));
  it("finds the gap by rows, then by halves", () => {
    expect(gapAt(boxes, 10, 10)).toBe(0);
    expect(gapAt(boxes, 60, 10)).toBe(1);
    expect(gapAt(boxes, 295, 10)).toBe(3);
    expect(gapAt(boxes, 10, 100)).toBe(3);
    expect(gapAt(boxes, 900, 900)).toBe(5);
    expect(gapAt([], 1, 1)).toBe(0);
  });
});

describe("fit", () => {
  it("shows all photos where there is room: 8 in two full rows of four at the usual widths", () => {
    expect(fitSheet(8, 569, 285).columns).toBe(4);
    expect(fitSheet(8, 1014, 356).columns).toBe(4);
  });
  it("always gives a column, and never more tiles beside each other than fit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 60, max: 1600 }),
        fc.integer({ min: 40, max: 500 }),
        (count, width, height) => {
          const { columns } = fitSheet(count, width, height);
          expect(columns).toBeGreaterThanOrEqual(1);
          if (columns > 1) expect((width - 12 * (columns - 1)) / columns).toBeGreaterThanOrEqual(84);
        },
      ),
    );
  });
});

describe("what is refused before a byte is sent", () => {
  const limits = { accept: ["jpg", "png", "mp4"], maxBytes: 200e6 };
  it("tells type, size and emptiness apart", () => {
    expect(refuse({ name: "a.JPG", size: 5, type: "" }, limits)).toBeUndefined();
    expect(refuse({ name: "notes.txt", size: 5, type: "text/plain" }, limits)?.reason).toBe("type");
    expect(refuse({ name: "a.jpg", size: 0, type: "image/jpeg" }, limits)?.reason).toBe("empty");
    expect(refuse({ name: "a.mp4", size: 200e6 + 1, type: "video/mp4" }, limits)?.reason).toBe("size");
    expect(refuse({ name: "image", size: 9, type: "image/png" }, limits)).toBeUndefined();
  });
});

describe("gate", () => {
  it("lets two at a time through, and all in the end", async () => {
    const two = gate(2);
    let running = 0;
    let most = 0;
    const job = () =>
      two(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((r) => setTimeout(r, 1));
        running -= 1;
      });
    await Promise.all(Array.from({ length: 9 }, job));
    expect(most).toBe(2);
  });
});

/** A file of numbered bytes, whose slices are read at once. */
function source(size: number) {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < Math.min(size, 50_000); i++) bytes[i] = (i * 31 + (i >> 8)) & 255;
  return {
    bytes,
    name: "a.jpg",
    size,
    type: "image/jpeg",
    slice: (a: number, b: number) => ({ arrayBuffer: async () => bytes.slice(a, b).buffer as ArrayBuffer }),
  };
}

/** The kernel's side: writes at offset, acknowledges, may lose pieces. */
function kernel(lose: (nth: number) => boolean = () => false, piece = 1000, window = 4) {
  const got = new Map<number, Uint8Array>();
  let nth = 0;
  const contiguous = () => {
    let at = 0;
    for (let part = got.get(0); part; part = got.get(at)) at += part.length;
    return at;
  };
  const answer = ({ message, buffers }: Sent, model: FakeModel) => {
    const { id } = message;
    if (message.kind === "put") queueMicrotask(() => model.deliver({ kind: "go", id: id!, piece, window }));
    if (message.kind !== "piece" || lose(nth++)) return;
    got.set(Number(message.offset), new Uint8Array(buffers[0]!));
    const received = contiguous();
    queueMicrotask(() => {
      model.deliver({ kind: "ack", id: id!, offset: received, seq: message.seq });
      if (received === message.total) model.deliver({ kind: "stored", id: id!, digest: "d", size: received });
    });
  };
  const all = () =>
    Uint8Array.from([...got.entries()].sort(([a], [b]) => a - b).flatMap(([, part]) => [...part]));
  return { answer, all, got };
}

describe("upload", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const start = (file: ReturnType<typeof source>, end: ReturnType<typeof kernel>) => {
    const raw = new FakeModel({}, end.answer);
    const progress: number[] = [];
    const model = new WidgetModel<PickerTraits>(raw);
    const upload = new Upload(
      "u",
      file,
      model as unknown as WidgetModel<object>,
      { onProgress: (n) => progress.push(n) },
      () => Date.now(),
    );
    return { raw, model, upload, progress };
  };

  it("brings every byte over, in order or not, and tells true progress", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40_000 }),
        fc.integer({ min: 50, max: 4000 }),
        fc.integer({ min: 1, max: 8 }),
        async (size, piece, window) => {
          const file = source(size);
          const end = kernel(undefined, piece, window);
          const { upload, progress } = start(file, end);
          expect(await upload.done).toBe("d");
          expect(end.all()).toEqual(file.bytes);
          expect(progress.at(-1)).toBe(size);
          expect([...progress].sort((a, b) => a - b)).toEqual(progress);
        },
      ),
      { numRuns: 25 },
    );
  });
  it("never has more on the way than the window", async () => {
    const raw = new FakeModel(
      {},
      ({ message }, m) =>
        message.kind === "put" && m.deliver({ kind: "go", id: "u", piece: 1000, window: 4 }),
    );
    new Upload("u", source(50_000), new WidgetModel(raw) as unknown as WidgetModel<object>, {
      onProgress() {},
    });
    await vi.advanceTimersByTimeAsync(100);
    expect(raw.sent.filter((s) => s.message.kind === "piece").length).toBe(4);
  });
  it("grows the pieces while answers are quick, up to 4 MiB", async () => {
    const end = kernel(undefined, 1 << 20);
    const { upload, raw } = start(source(48 << 20), end);
    await upload.done;
    const sizes = raw.sent.filter((s) => s.message.kind === "piece").map((s) => s.buffers[0]!.length);
    expect(sizes[0]).toBe(1 << 20);
    expect(Math.max(...sizes)).toBe(largestPiece);
  });
  it("sends lost pieces again, until all is there", async () => {
    const lost = new Set([0, 2, 3, 7]);
    const file = source(12_000);
    const end = kernel((n) => lost.has(n));
    const { upload } = start(file, end);
    let done = false;
    void upload.done.then(() => {
      done = true;
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(done).toBe(true);
    expect(end.all()).toEqual(file.bytes);
  });
  it("a silent kernel is asked again about one piece every ten seconds, not buried", async () => {
    const raw = new FakeModel(
      {},
      ({ message }, m) =>
        message.kind === "put" && m.deliver({ kind: "go", id: "u", piece: 1000, window: 4 }),
    );
    new Upload(
      "u",
      source(50_000),
      new WidgetModel(raw) as unknown as WidgetModel<object>,
      { onProgress() {} },
      () => Date.now(),
    );
    await vi.advanceTimersByTimeAsync(35_000);
    const again = raw.sent.filter((s) => s.message.kind === "piece").length - 4;
    expect(again).toBeGreaterThanOrEqual(1);
    expect(again).toBeLessThanOrEqual(12);
  });
  it("stops at once on cancel, tells the kernel, and leaves no listener or timer", async () => {
    const end = kernel(() => true);
    const { upload, raw, model } = start(source(5000), end);
    await vi.advanceTimersByTimeAsync(10);
    upload.cancel();
    await expect(upload.done).rejects.toThrow("cancelled");
    expect(raw.sent.at(-1)!.message).toEqual({ kind: "cancel", id: "u" });
    model.dispose();
    expect([raw.listeners, vi.getTimerCount()]).toEqual([0, 0]);
  });
  it("passes on the kernel's sentence", async () => {
    const raw = new FakeModel(
      {},
      ({ message }, m) =>
        message.kind === "put" &&
        m.deliver({ kind: "error", id: "u", message: "a.jpg: this is text, not a picture" }),
    );
    const upload = new Upload("u", source(10), new WidgetModel(raw) as unknown as WidgetModel<object>, {
      onProgress() {},
    });
    await expect(upload.done).rejects.toThrow("this is text");
  });
});
