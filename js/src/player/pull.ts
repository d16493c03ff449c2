/** Bytes pulled from the kernel: one request, its pieces in any order, each acknowledged, asked again when nothing comes. */

import { KernelError, newId, type WidgetModel } from "../core/model";
import type { Scope } from "../core/scope";

/** What is asked for: a fragment (−1 is the track's initialisation), or a stretch of the finished file. */
export type Wish =
  | { readonly film: string; readonly track: "video" | "audio"; readonly index: number }
  | { readonly film: string; readonly track: "file"; readonly offset: number; readonly length: number };

/** A kernel busy with a cell answers late: ask again after this long, then after twice as long. */
const FIRST_AGAIN = 5_000;
const LAST_AGAIN = 30_000;

type Channel = Pick<WidgetModel, "on" | "send">;

/** Gathers pieces by their offset; several copies of one piece count once. */
export class Gathering {
  #bytes: Uint8Array | null = null;
  readonly #parts = new Map<number, number>();

  /** Bytes received without a gap from the start. */
  get reached(): number {
    let at = 0;
    for (let size = this.#parts.get(0); size; size = this.#parts.get(at)) at += size;
    return at;
  }

  /** Take one piece; gives all bytes once the last gap is closed. */
  take(piece: Uint8Array, offset: number, total: number): Uint8Array | null {
    // The usual case, one piece: handed on as it came, without a copy.
    if (offset === 0 && piece.byteLength === total) return piece;
    if (offset + piece.byteLength > total || offset < 0) return null;
    this.#bytes ??= new Uint8Array(total);
    this.#bytes.set(piece, offset);
    this.#parts.set(offset, piece.byteLength);
    return this.reached >= total ? this.#bytes : null;
  }
}

export class Puller {
  readonly #channel: Channel;
  readonly #scope: Scope;
  readonly #open = new Map<
    string,
    (message: Record<string, unknown>, buffers: readonly Uint8Array[]) => void
  >();

  constructor(channel: Channel, scope: Scope) {
    this.#channel = channel;
    this.#scope = scope;
    for (const kind of ["piece", "error"]) {
      scope.add(channel.on(kind, (message, buffers) => this.#open.get(message.id ?? "")?.(message, buffers)));
    }
  }

  /** All bytes of a wish; rejects with the kernel's sentence, or with `stop`'s reason. */
  get(wish: Wish, stop?: AbortSignal): Promise<Uint8Array> {
    const id = newId();
    const inner = this.#scope.child();
    return new Promise<Uint8Array>((resolve, reject) => {
      const gathering = new Gathering();
      let quiet = () => {};
      const ask = (again: number): void => {
        this.#channel.send({ kind: "get", id, ...wish });
        if (inner.closed) return;
        quiet();
        quiet = inner.timeout(again, () => ask(Math.min(again * 2, LAST_AGAIN)));
      };
      inner.add(() => {
        this.#open.delete(id);
        reject(stop?.reason ?? new DOMException("The player was closed", "AbortError"));
      });
      this.#open.set(id, (message, [piece]) => {
        if (message.kind === "error") {
          reject(new KernelError(String(message.message ?? ""), String(message.hint ?? "")));
          inner.dispose();
          return;
        }
        if (!piece) return;
        quiet();
        const whole = gathering.take(
          piece,
          Number(message.offset ?? 0),
          Number(message.total ?? piece.byteLength),
        );
        this.#channel.send({ kind: "ack", id, offset: whole ? whole.byteLength : gathering.reached });
        if (whole) {
          resolve(whole);
          inner.dispose();
        } else quiet = inner.timeout(FIRST_AGAIN, () => ask(FIRST_AGAIN));
      });
      ask(FIRST_AGAIN);
      if (stop?.aborted) inner.dispose();
      else if (stop && !inner.closed) {
        inner.listen(stop, "abort", () => {
          this.#channel.send({ kind: "cancel", id });
          inner.dispose();
        });
      }
    });
  }
}
