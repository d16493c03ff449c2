/** Bytes pulled from a kernel that answers late, twice, in pieces, or with a sentence. */

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeModel } from "../core/fake";
import { KernelError, WidgetModel } from "../core/model";
import { pullFile } from "./file";
import { Gathering, Puller } from "./pull";

const bytes = (length: number) => Uint8Array.from({ length }, (_, k) => k % 251);

function open(answer: FakeModel["answer"]) {
  const raw = new FakeModel({}, answer);
  const model = new WidgetModel(raw);
  return { raw, model, puller: new Puller(model, model.scope) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("gathering", () => {
  it("puts pieces together in any order, some of them twice", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
        (sizes, order) => {
          const whole = bytes(sizes.reduce((sum, size) => sum + size, 0));
          let at = 0;
          const pieces = sizes.map((size) => {
            at += size;
            return [at - size, whole.slice(at - size, at)] as const;
          });
          const gathering = new Gathering();
          let found: Uint8Array | null = null;
          const shuffled = [...order.map((k) => pieces[k % pieces.length]), ...pieces];
          for (const piece of shuffled)
            if (piece) found = gathering.take(piece[1], piece[0], whole.length) ?? found;
          expect(found).toEqual(whole);
        },
      ),
    );
  });
});

describe("puller", () => {
  it("acknowledges every piece with what it has without a gap", async () => {
    const { raw, puller } = open(({ message: { kind, id } }, me) => {
      if (kind !== "get") return;
      me.deliver({ kind: "piece", id, seq: 1, offset: 4, total: 10 } as never, [bytes(10).slice(4)]);
      me.deliver({ kind: "piece", id, seq: 0, offset: 0, total: 10 } as never, [bytes(10).slice(0, 4)]);
    });
    expect(await puller.get({ film: "f", track: "video", index: 0 })).toEqual(bytes(10));
    const acks = raw.sent
      .filter(({ message }) => message.kind === "ack")
      .map(({ message }) => message.offset);
    expect(acks).toEqual([0, 10]);
  });

  it("asks again when the kernel does not answer, by the same id", async () => {
    let asked = 0;
    const { raw, puller } = open(({ message: { kind, id } }, me) => {
      if (kind === "get" && ++asked === 3)
        me.deliver({ kind: "piece", id, offset: 0, total: 3 } as never, [bytes(3)]);
    });
    const pulled = puller.get({ film: "f", track: "audio", index: 2 });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await pulled).toEqual(bytes(3));
    expect(
      new Set(raw.sent.filter(({ message }) => message.kind === "get").map(({ message }) => message.id)).size,
    ).toBe(1);
  });

  it("gives the kernel's sentence, and the stop's reason", async () => {
    const refusing = open(({ message: { kind, id } }, me) => {
      if (kind === "get") me.deliver({ kind: "error", id, message: "Not there yet." } as never);
    });
    await expect(refusing.puller.get({ film: "f", track: "video", index: 9 })).rejects.toEqual(
      new KernelError("Not there yet."),
    );
    const silent = open(undefined);
    const stop = new AbortController();
    const pulled = silent.puller.get({ film: "f", track: "video", index: 1 }, stop.signal);
    stop.abort(new Error("changed"));
    await expect(pulled).rejects.toThrow("changed");
    expect(silent.raw.sent.at(-1)?.message.kind).toBe("cancel");
  });

  it("ends what is under way when the view closes", async () => {
    const { model, puller } = open(undefined);
    const pulled = puller.get({ film: "f", track: "video", index: 1 });
    model.dispose();
    await expect(pulled).rejects.toThrow();
  });
});

describe("the whole file", () => {
  it("is pulled in stretches, never more than eight at once, and comes out whole", async () => {
    vi.useRealTimers();
    const size = 11 * 2 ** 20 + 17;
    let flying = 0;
    let most = 0;
    const { puller } = open(({ message }, me) => {
      if (message.kind !== "get") return;
      const { id, offset, length } = message as never as { id: string; offset: number; length: number };
      flying += 1;
      most = Math.max(most, flying);
      setTimeout(() => {
        flying -= 1;
        me.deliver({ kind: "piece", id, offset: 0, total: length } as never, [
          new Uint8Array(length).fill(offset / 2 ** 20),
        ]);
      });
    });
    const shares: number[] = [];
    const blob = await pullFile(puller, { id: "f", size }, new AbortController().signal, (share) =>
      shares.push(share),
    );
    expect(blob.size).toBe(size);
    const all = new Uint8Array(await blob.arrayBuffer());
    expect([all[0], all[2 ** 20], all[size - 1]]).toEqual([0, 1, 11]);
    expect(most).toBe(8);
    expect(shares.at(-1)).toBe(1);
  });
});
