/** One source buffer and what it holds: operations strictly in turn, fragments by their place in the index. */

import type { Span, TrackInfo } from "./fragments";

/** After so many failures to stay in the buffer a fragment counts as there, so that an odd one is not fetched for ever. */
const TRIES = 3;

function settled(buffer: SourceBuffer, act: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (run: () => void) => () => {
      buffer.removeEventListener("updateend", done);
      buffer.removeEventListener("error", failed);
      run();
    };
    const done = end(resolve);
    const failed = end(() => reject(new Error("The browser could not read this part of the film")));
    buffer.addEventListener("updateend", done);
    buffer.addEventListener("error", failed);
    try {
      act();
      if (!buffer.updating) done();
    } catch (error) {
      end(() => reject(error))();
    }
  });
}

export class Lane {
  info: TrackInfo;
  /** Bytes by fragment. */
  readonly held = new Map<number, number>();
  readonly asked = new Set<number>();
  readonly #tries = new Map<number, number>();
  readonly #buffer: SourceBuffer;
  #last: Promise<unknown> = Promise.resolve();

  constructor(buffer: SourceBuffer, info: TrackInfo) {
    this.#buffer = buffer;
    this.info = info;
    buffer.mode = "segments";
  }

  /** Fragments not to be asked for now. */
  get busy(): ReadonlySet<number> {
    return new Set([...this.held.keys(), ...this.asked]);
  }

  /** True when the film's end is in the buffer and nothing is on its way into it. */
  get closed(): boolean {
    return (
      !this.#buffer.updating && (this.info.index.length === 0 || this.held.has(this.info.index.length - 1))
    );
  }

  #turn(act: () => void): Promise<void> {
    const turn = this.#last.then(() => settled(this.#buffer, act));
    this.#last = turn.catch(() => {});
    return turn;
  }

  start(init: Uint8Array): Promise<void> {
    return this.#turn(() => this.#buffer.appendBuffer(init as Uint8Array<ArrayBuffer>));
  }

  async append(index: number, bytes: Uint8Array): Promise<void> {
    const span = this.info.index[index];
    if (!span) return;
    await this.#turn(() => {
      this.#buffer.timestampOffset = span[0];
      this.#buffer.appendBuffer(bytes as Uint8Array<ArrayBuffer>);
    });
    this.held.set(index, bytes.byteLength);
  }

  async release(index: number): Promise<void> {
    const span = this.info.index[index];
    this.held.delete(index);
    if (span) await this.#turn(() => this.#buffer.remove(span[0], span[0] + span[1]));
  }

  /** Forget fragments that the browser has dropped by itself, which it does when memory is short. */
  audit(): void {
    const { buffered } = this.#buffer;
    const inside = ([start, length]: Span): boolean => {
      const middle = start + length / 2;
      for (let k = 0; k < buffered.length; k += 1) {
        if (buffered.start(k) <= middle && middle <= buffered.end(k)) return true;
      }
      return false;
    };
    for (const index of [...this.held.keys()]) {
      const span = this.info.index[index];
      const tries = this.#tries.get(index) ?? 0;
      if (!span || inside(span) || tries >= TRIES) continue;
      this.#tries.set(index, tries + 1);
      this.held.delete(index);
    }
  }
}
