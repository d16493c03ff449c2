/** A widget's kernel side as the page sees it: typed traits as signals, messages by kind, commands that are acknowledged. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Dispose, Scope } from "./scope";

/** What anywidget (or a test) hands to `render`. */
export interface RawModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, handler: (...args: never[]) => void): void;
  off(event?: string | null, handler?: ((...args: never[]) => void) | null): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[] | ArrayBufferView[]): void;
  /** False when the kernel's end is no longer there; a host may hide it, and only say `comm_live_update`. */
  comm_live?: boolean;
  widget_manager?: {
    get_model(id: string): Promise<unknown>;
    kernel?: { interrupt?(): Promise<void>; status?: string; connectionStatus?: string };
  };
}

export interface Message {
  kind: string;
  id?: string;
  [field: string]: unknown;
}

export type MessageHandler = (message: Message, buffers: Uint8Array[]) => void;

/** The kernel refused: a sentence for a person, and the way out. */
export class KernelError extends Error {
  readonly hint: string;
  constructor(message: string, hint = "") {
    super(message);
    this.name = "KernelError";
    this.hint = hint;
  }
}

/** The answer did not come in time: the kernel is busy with a cell, or gone. */
export class NoAnswer extends Error {
  constructor(what: string, ms: number) {
    super(`${what}: no answer in ${ms / 1000} s`);
    this.name = "NoAnswer";
  }
}

const quietLimit = 2;
const firstResendMs = 2000;
const lastResendMs = 30_000;
const remembered = 200;

export function newId(): string {
  // randomUUID needs a secure context; a notebook on plain http has none.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join(
    "",
  );
}

/** Hosts hand buffers as DataView, ArrayBuffer or Uint8Array; all become one kind, without a copy. */
export function bytesOf(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (buffer instanceof Uint8Array) return buffer;
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

interface Waiting {
  resolve(reply: { message: Message; buffers: Uint8Array[] }): void;
  reject(error: Error): void;
}

export class WidgetModel<Traits extends object = Record<string, unknown>> {
  readonly raw: RawModel;
  readonly scope = new Scope();
  /** Commands sent and not yet acknowledged for more than two seconds: above 0 the kernel is busy or gone. */
  readonly unheard: ReadonlySignal<number>;
  /** The last command that the kernel took, and then could not do: a sentence for a person. */
  readonly refusal: ReadonlySignal<{ command: string; message: string; hint: string } | null>;
  /** The kernel that made this is no longer there; a word from it says otherwise. */
  readonly gone: ReadonlySignal<boolean>;
  readonly #gone = signal(false);
  readonly #sending = new Set<() => void>();
  readonly #unheard = signal(0);
  readonly #refusal = signal<{ command: string; message: string; hint: string } | null>(null);
  readonly #taken = new Map<string, string>();
  readonly #traits = new Map<string, Signal<unknown>>();
  readonly #handlers = new Map<string, Set<MessageHandler>>();
  readonly #replies = new Map<string, Waiting>();

  constructor(raw: RawModel) {
    this.raw = raw;
    this.unheard = this.#unheard;
    this.gone = this.#gone;
    this.refusal = this.#refusal;
    const onMessage = (content: Message, buffers?: (ArrayBuffer | ArrayBufferView)[]) =>
      this.#receive(content, (buffers ?? []).map(bytesOf));
    raw.on("msg:custom", onMessage as (...args: never[]) => void);
    this.scope.add(() => raw.off("msg:custom", onMessage as (...args: never[]) => void));
    this.#gone.value = raw.comm_live === false;
    const onLive = () => (raw.comm_live === true ? this.#back() : this.#lose());
    raw.on("comm_live_update", onLive);
    this.scope.add(() => raw.off("comm_live_update", onLive));
  }

  /** A trait as a signal that follows the kernel; `fallback` stands in while the kernel has not set it. */
  trait<K extends keyof Traits & string>(
    name: K,
    fallback: NonNullable<Traits[K]>,
  ): ReadonlySignal<NonNullable<Traits[K]>>;
  trait<K extends keyof Traits & string>(name: K): ReadonlySignal<Traits[K] | undefined>;
  trait(name: string, fallback?: unknown): ReadonlySignal<unknown> {
    const known = this.#traits.get(name);
    if (known) return known;
    const value = signal(this.raw.get(name) ?? fallback);
    const follow = () => {
      value.value = this.raw.get(name) ?? fallback;
    };
    this.raw.on(`change:${name}`, follow);
    this.scope.add(() => this.raw.off(`change:${name}`, follow));
    this.#traits.set(name, value);
    return value;
  }

  /** Writes traits and tells the kernel in one message. */
  set(values: Partial<Traits>): void {
    for (const [name, value] of Object.entries(values)) {
      this.raw.set(name, value);
      const mirror = this.#traits.get(name);
      if (mirror) mirror.value = value;
    }
    this.raw.save_changes();
  }

  on(kind: string, handler: MessageHandler): Dispose {
    const set = this.#handlers.get(kind) ?? new Set();
    this.#handlers.set(kind, set.add(handler));
    return this.scope.add(() => set.delete(handler));
  }

  send(message: Message, buffers: ArrayBufferView[] = []): void {
    this.raw.send(message, undefined, buffers);
  }

  /** Sends, and gives the kernel's message with the same id; an `error` message rejects with its sentence. */
  request(
    message: Omit<Message, "id">,
    { timeout = 30_000, signal: stop }: { timeout?: number; signal?: AbortSignal } = {},
  ): Promise<{ message: Message; buffers: Uint8Array[] }> {
    const id = newId();
    const kind = String(message.kind);
    return new Promise((resolve, reject) => {
      const inner = this.scope.child();
      const settle = (run: () => void) => {
        if (!this.#replies.delete(id)) return;
        inner.dispose();
        run();
      };
      this.#replies.set(id, {
        resolve: (reply) => settle(() => resolve(reply)),
        reject: (error) => settle(() => reject(error)),
      });
      inner.timeout(timeout, () => settle(() => reject(new NoAnswer(kind, timeout))));
      inner.add(() => settle(() => reject(new NoAnswer(kind, 0))));
      if (stop) inner.listen(stop, "abort", () => settle(() => reject(stop.reason as Error)));
      this.send({ ...message, kind, id });
    });
  }

  /** Tells the kernel to do something; resent after 2, 4, 8 … s until it says it heard, which it acts on only once. */
  command(name: string, fields: Record<string, unknown> = {}): Promise<void> {
    if (this.#gone.peek()) return Promise.reject(new NoAnswer(name, 0));
    const id = newId();
    return new Promise((resolve, reject) => {
      const inner = this.scope.child();
      let late = false;
      let quiet = 0;
      const giveUp = () => settle(() => reject(new NoAnswer(name, 0)));
      const settle = (run: () => void) => {
        if (!this.#replies.delete(id)) return;
        if (late) this.#unheard.value -= 1;
        this.#sending.delete(giveUp);
        inner.dispose();
        run();
      };
      this.#replies.set(id, {
        resolve: () => {
          // Acknowledged is not done: its error may still come.
          this.#taken.set(id, name);
          if (this.#taken.size > remembered) this.#taken.delete(this.#taken.keys().next().value!);
          settle(resolve);
        },
        reject: (error) => settle(() => reject(error)),
      });
      const attempt = (wait: number) => {
        this.send({ kind: "command", id, name, ...fields });
        inner.timeout(wait, () => {
          if (!late) this.#unheard.value += 1;
          late = true;
          quiet = this.#idle() ? quiet + 1 : 0;
          if (quiet >= quietLimit) this.#lose();
          else attempt(Math.min(wait * 2, lastResendMs));
        });
      };
      inner.add(giveUp);
      this.#sending.add(giveUp);
      attempt(firstResendMs);
    });
  }

  dispose(): void {
    this.scope.dispose();
  }

  /** The kernel has nothing to do, or is dead: what it has not acknowledged by now it never will. */
  #idle(): boolean {
    const kernel = this.raw.widget_manager?.kernel;
    if (kernel?.status === "dead") return true;
    return kernel?.status === "idle" && kernel.connectionStatus === "connected";
  }

  #lose(): void {
    this.#gone.value = true;
    for (const giveUp of [...this.#sending]) giveUp();
  }

  #back(): void {
    this.#gone.value = false;
  }

  #receive(message: Message, buffers: Uint8Array[]): void {
    if (!message || typeof message.kind !== "string") return;
    if (this.raw.comm_live !== false) this.#back();
    const waiting = message.id === undefined ? undefined : this.#replies.get(message.id);
    if (waiting) {
      if (message.kind === "error")
        waiting.reject(new KernelError(String(message.message ?? ""), String(message.hint ?? "")));
      else waiting.resolve({ message, buffers });
    }
    const command = message.kind === "error" && !waiting ? this.#taken.get(message.id ?? "") : undefined;
    if (command !== undefined) {
      this.#refusal.value = {
        command,
        message: String(message.message ?? ""),
        hint: String(message.hint ?? ""),
      };
    }
    for (const handler of [...(this.#handlers.get(message.kind) ?? [])]) handler(message, buffers);
  }
}

const open = new WeakMap<RawModel, { model: WidgetModel<object>; holders: number }>();

/** The one adapter of a kernel model, shared by its views and by whoever still works for it (an upload); ends with its last holder. */
export function holdModel<Traits extends object>(
  raw: RawModel,
): { model: WidgetModel<Traits>; release: Dispose } {
  const held = open.get(raw) ?? { model: new WidgetModel<object>(raw), holders: 0 };
  open.set(raw, held);
  held.holders += 1;
  let released = false;
  return {
    model: held.model as unknown as WidgetModel<Traits>,
    release: () => {
      if (released) return;
      released = true;
      held.holders -= 1;
      if (held.holders > 0) return;
      open.delete(raw);
      held.model.dispose();
    },
  };
}
