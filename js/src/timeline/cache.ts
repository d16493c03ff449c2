/** Thumbnails and waveforms asked of the kernel once each, a few at a time, and kept while the timeline is there. */

import { type Signal, signal } from "@preact/signals";
import type { WidgetModel } from "../core/model";
import type { Scope } from "../core/scope";

/** At once under way: enough to fill a lane quickly, few enough that a click gets through. */
const FLYING = 6;
/** Kept thumbnails: some 8 kB each. */
const KEPT = 800;
const AGAIN = 4000;
const TRIES = 3;

interface Job {
  run(): Promise<void>;
}

export class Cache<Value> {
  readonly #scope: Scope;
  readonly #fetch: (key: string) => Promise<Value>;
  readonly #known = new Map<string, Signal<Value | null>>();
  readonly #queue: Job[] = [];
  #flying = 0;

  constructor(scope: Scope, fetch: (key: string) => Promise<Value>) {
    this.#scope = scope;
    this.#fetch = fetch;
  }

  /** The value of a key, `null` until it has come; reading it in a component follows it. */
  get(key: string): Signal<Value | null> {
    const known = this.#known.get(key);
    if (known) return known;
    const value = signal<Value | null>(null);
    this.#known.set(key, value);
    if (this.#known.size > KEPT) this.#known.delete(this.#known.keys().next().value as string);
    this.#ask(key, value, 1);
    return value;
  }

  #ask(key: string, value: Signal<Value | null>, tries: number): void {
    const run = async (): Promise<void> => {
      try {
        const found = await this.#fetch(key);
        if (!this.#scope.closed) value.value = found;
      } catch {
        // A thumbnail that does not come leaves a plain clip; nobody needs a message about that.
        if (tries < TRIES && !this.#scope.closed)
          this.#scope.timeout(AGAIN * tries, () => this.#ask(key, value, tries + 1));
      }
    };
    // Last asked is first served: what has just come into sight matters most.
    this.#queue.push({ run });
    this.#next();
  }

  #next(): void {
    while (this.#flying < FLYING && this.#queue.length && !this.#scope.closed) {
      const job = this.#queue.pop() as Job;
      this.#flying += 1;
      void job.run().finally(() => {
        this.#flying -= 1;
        this.#next();
      });
    }
  }
}

export interface Still {
  readonly url: string;
  /** Width over height of the picture itself. */
  readonly aspect: number;
}

async function shapeOf(url: string): Promise<number> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image.naturalWidth / Math.max(1, image.naturalHeight);
}

type Asking = Pick<WidgetModel, "request">;

const still = (digest: string, time: number): string => `${digest}@${time.toFixed(2)}`;

/** Thumbnails by digest and time (s) in the source; a still picture has one, at 0. */
export class Stills {
  readonly #cache: Cache<Still>;

  constructor(model: Asking, scope: Scope, width: number) {
    this.#cache = new Cache(scope, async (key) => {
      const [digest, time] = key.split("@");
      const { buffers } = await model.request({ kind: "still", digest, width, time: Number(time) });
      const [bytes] = buffers;
      if (!bytes?.byteLength) throw new Error("no picture");
      const { url } = scope.objectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "image/jpeg" }));
      return { url, aspect: await shapeOf(url).catch(() => 16 / 9) };
    });
  }

  get(digest: string, time: number): Signal<Still | null> {
    return this.#cache.get(still(digest, time));
  }
}

/** Peaks (0–255) of sounding segments, by what they sound like: id, name and length. */
export class Peaks {
  readonly #cache: Cache<Uint8Array>;

  constructor(model: Asking, scope: Scope) {
    this.#cache = new Cache(scope, async (key) => {
      const [segment, n] = JSON.parse(key) as [string, number];
      const { buffers } = await model.request({ kind: "peaks", segment, n });
      return buffers[0] ?? new Uint8Array();
    });
  }

  get(segment: { id: string; name: string; duration: number }): Signal<Uint8Array | null> {
    // 20 a second draws a bar every 3 px up to 60 px/s; more could not be told apart.
    const n = Math.max(200, Math.min(4000, Math.round(segment.duration * 20)));
    return this.#cache.get(JSON.stringify([segment.id, n, segment.name]));
  }
}
