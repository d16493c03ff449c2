/** The pieces of answers on their way: put in order by number, kept until the final text comes by trait. */
import type { WidgetModel } from "../core/model";

type Listener = (text: string) => void;

interface Stream {
  text: string;
  next: number;
  early: Map<number, string>;
  listeners: Set<Listener>;
}

export class Deltas {
  readonly #streams = new Map<string, Stream>();

  constructor(model: WidgetModel<object>) {
    model.on("delta", ({ message, seq, text }) =>
      this.take(String(message), Number(seq), String(text ?? "")),
    );
  }

  take(id: string, seq: number, text: string): void {
    const stream = this.#stream(id);
    if (!Number.isInteger(seq) || seq < stream.next) return;
    stream.early.set(seq, text);
    let more = "";
    for (
      let piece = stream.early.get(stream.next);
      piece !== undefined;
      piece = stream.early.get(stream.next)
    ) {
      stream.early.delete(stream.next);
      stream.next += 1;
      more += piece;
    }
    if (more === "") return;
    stream.text += more;
    for (const listener of stream.listeners) listener(more);
  }

  /** What has come so far, and from now on. A view that comes late starts with the trait's text if that is longer. */
  follow(id: string, listener: Listener): { text: string; stop(): void } {
    const stream = this.#stream(id);
    stream.listeners.add(listener);
    return { text: stream.text, stop: () => stream.listeners.delete(listener) };
  }

  forget(id: string): void {
    if (this.#streams.get(id)?.listeners.size === 0) this.#streams.delete(id);
  }

  #stream(id: string): Stream {
    const known = this.#streams.get(id) ?? { text: "", next: 0, early: new Map(), listeners: new Set() };
    this.#streams.set(id, known);
    return known;
  }
}

const all = new WeakMap<object, Deltas>();

export function deltasOf(model: WidgetModel<object>): Deltas {
  const known = all.get(model) ?? new Deltas(model);
  all.set(model, known);
  return known;
}
