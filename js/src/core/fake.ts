/** A kernel model without a kernel: for tests and the development page, never in a bundle. */
import type { Message, RawModel } from "./model";

type Handler = (...args: never[]) => void;

export interface Sent {
  message: Message;
  buffers: Uint8Array[];
}

export class FakeModel implements RawModel {
  readonly sent: Sent[] = [];
  readonly state: Record<string, unknown>;
  /** Answers what the page sends, as a kernel would; called after `sent` has it. */
  answer: ((sent: Sent, model: FakeModel) => void) | undefined;
  comm_live?: boolean;
  widget_manager?: NonNullable<RawModel["widget_manager"]>;
  readonly #handlers = new Map<string, Set<Handler>>();
  #changed = new Set<string>();

  constructor(state: object = {}, answer?: FakeModel["answer"]) {
    this.state = { ...state };
    this.answer = answer;
  }

  get(name: string): unknown {
    return this.state[name];
  }

  set(name: string, value: unknown): void {
    this.state[name] = value;
    this.#changed.add(name);
    this.emit(`change:${name}`);
  }

  save_changes(): void {
    const saved = Object.fromEntries([...this.#changed].map((name) => [name, this.state[name]]));
    this.#changed = new Set();
    this.saved.push(saved);
  }

  readonly saved: Record<string, unknown>[] = [];

  on(event: string, handler: Handler): void {
    const set = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, set.add(handler));
  }

  off(event?: string | null, handler?: Handler | null): void {
    if (event && handler) this.#handlers.get(event)?.delete(handler);
  }

  send(content: unknown, _callbacks?: unknown, buffers: (ArrayBuffer | ArrayBufferView)[] = []): void {
    const sent: Sent = { message: content as Message, buffers: buffers as Uint8Array[] };
    this.sent.push(sent);
    this.answer?.(sent, this);
  }

  /** The kernel speaks. */
  deliver(message: Message, buffers: (ArrayBuffer | ArrayBufferView)[] = []): void {
    this.emit("msg:custom", message, buffers);
  }

  /** The kernel sets traits. */
  update(values: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(values)) {
      this.state[name] = value;
      this.emit(`change:${name}`);
    }
  }

  emit(event: string, ...args: unknown[]): void {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) handler(...(args as never[]));
  }

  /** Listeners still there: 0 after everything is unmounted. */
  get listeners(): number {
    let count = 0;
    for (const set of this.#handlers.values()) count += set.size;
    return count;
  }

  commands(name?: string): Message[] {
    return this.sent.map((s) => s.message).filter((m) => m.kind === "command" && (!name || m.name === name));
  }
}
