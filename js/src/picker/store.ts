/** The picker's state of one model, shared by its views: the kernel's records, what is on the way from this page, and what it refused. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { holdModel, newId, type WidgetModel } from "../core/model";
import { kindOf, refuse } from "./check";
import { inOrder, moveTo } from "./order";
import { Thumbnails } from "./thumbs";
import type { FileRecord, PickerTraits, Refusal } from "./types";
import { Upload } from "./upload";

/** Two files at a time: the second fills the gap while the first is opened or closed. */
const together = 2;

interface Sending {
  file: File;
  upload: Upload | undefined;
  received: number;
  error: string;
}

export interface Totals {
  all: number;
  ready: number;
  failed: number;
  busy: number;
  bytes: number;
  received: number;
  /** Bytes a second over the last seconds, 0 when unknown. */
  speed: number;
}

export class PickerStore {
  readonly items: ReadonlySignal<FileRecord[]>;
  readonly totals: ReadonlySignal<Totals>;
  readonly refused = signal<Refusal[]>([]);
  /** Failed files whose sentence was read and closed. */
  readonly hushed = signal<ReadonlySet<string>>(new Set());
  /** What the kernel answered to a path or URL that it could not take. */
  readonly problem = signal("");
  /** The kernel was asked for sample photos, which it draws the first time (some seconds). */
  readonly drawing = signal(false);
  readonly thumbs: Thumbnails;
  readonly #model: WidgetModel<PickerTraits>;
  readonly #sending = signal<ReadonlyMap<string, Sending>>(new Map());
  readonly #order = signal<string[] | null>(null);
  readonly #gone = signal<ReadonlySet<string>>(new Set());
  #marks: { at: number; received: number }[] = [];
  #holding: (() => void) | undefined;

  constructor(model: WidgetModel<PickerTraits>) {
    this.#model = model;
    this.thumbs = new Thumbnails(model as unknown as WidgetModel<object>, model.scope);
    const files = model.trait("files", []);
    this.items = computed(() => this.#merge(files.value));
    this.totals = computed(() => this.#sum(this.items.value));
    model.scope.add(
      effect(() => {
        const refusal = model.refusal.value;
        if (!refusal) return;
        this.drawing.value = false;
        this.problem.value = [refusal.message, refusal.hint].filter(Boolean).join(" ");
      }),
    );
    model.scope.add(
      effect(() => {
        if (files.value.length > 0) this.drawing.value = false;
        // The kernel has spoken: its order is the order, and what it dropped is gone.
        this.#order.value = null;
        const there = new Set(files.value.map((f) => f.id));
        const gone = this.#gone.peek();
        this.#gone.value = new Set([...gone].filter((id) => there.has(id)));
      }),
    );
  }

  add(files: Iterable<File>): number {
    const limits = {
      accept: this.#model.trait("accept", []).peek(),
      maxBytes: this.#model.trait("max_bytes", 200e6).peek(),
    };
    const taken: File[] = [];
    const refused: Refusal[] = [];
    for (const file of files) {
      const no = refuse(file, limits);
      if (no) refused.push(no);
      else taken.push(file);
    }
    this.refused.value = refused;
    const next = new Map(this.#sending.peek());
    for (const file of taken) {
      const id = newId();
      next.set(id, { file, upload: undefined, received: 0, error: "" });
      if (kindOf(file) === "image") void this.thumbs.make(id, file);
    }
    this.#sending.value = next;
    this.#pump();
    return taken.length;
  }

  move(ids: readonly string[], to: number): void {
    this.#order.value = moveTo(
      this.items.peek().map((f) => f.id),
      ids,
      to,
    );
    void this.#tell("move", { ids: [...ids], to });
  }

  remove(ids: readonly string[]): void {
    this.cancel(ids);
    this.#gone.value = new Set([...this.#gone.peek(), ...ids]);
    this.#drop(ids);
    for (const id of ids) this.thumbs.forget(id);
    void this.#tell("remove", { ids: [...ids] });
  }

  /** Stops what is on the way of `ids`, or of all. */
  cancel(ids?: readonly string[]): void {
    const stopped = [...this.#sending.peek().entries()].filter(
      ([id, s]) => !s.error && (!ids || ids.includes(id)),
    );
    for (const [id, sending] of stopped) {
      sending.upload?.cancel();
      void this.#tell("cancel_upload", { file: id });
    }
    this.#drop(stopped.map(([id]) => id));
  }

  retry(ids: readonly string[]): void {
    const here = ids.filter((id) => this.#sending.peek().has(id));
    for (const id of here) this.#patch(id, { error: "", received: 0, upload: undefined });
    const there = ids.filter((id) => !here.includes(id));
    if (there.length > 0) void this.#tell("retry", { ids: there });
    this.#pump();
  }

  /** All that was said was read. */
  hush(): void {
    this.refused.value = [];
    this.problem.value = "";
    this.hushed.value = new Set(this.items.peek().flatMap((f) => (f.state === "failed" ? [f.id] : [])));
  }

  async samples(n = 8): Promise<boolean> {
    this.drawing.value = true;
    const heard = await this.#tell("samples", { n });
    if (!heard) this.drawing.value = false;
    return heard;
  }

  paths(text: string): Promise<boolean> {
    return this.#tell("paths", { text });
  }

  url(url: string): Promise<boolean> {
    return this.#tell("url", { url });
  }

  async #tell(name: string, fields: Record<string, unknown>): Promise<boolean> {
    this.problem.value = "";
    try {
      await this.#model.command(name, fields);
      return true;
    } catch (error) {
      this.problem.value = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  #pump(): void {
    const all = [...this.#sending.peek().entries()];
    const waiting = all.filter(([, s]) => !s.upload && !s.error);
    const running = all.filter(([, s]) => s.upload).length;
    // The model lives as long as it sends, even if the cell's output is closed meanwhile.
    if (waiting.length + running > 0) this.#holding ??= holdModel(this.#model.raw).release;
    else {
      this.#holding?.();
      this.#holding = undefined;
      this.#marks = [];
    }
    for (const [id, sending] of waiting.slice(0, Math.max(0, together - running)))
      this.#start(id, sending.file);
  }

  #start(id: string, file: File): void {
    const upload = new Upload(id, file, this.#model as unknown as WidgetModel<object>, {
      onProgress: (received) => this.#patch(id, { received }),
    });
    this.#patch(id, { upload });
    upload.done
      .then(() => this.#drop([id]))
      .catch((error: Error) => {
        if (error.message !== "cancelled") this.#patch(id, { error: error.message, upload: undefined });
      })
      .finally(() => this.#pump());
  }

  #patch(id: string, values: Partial<Sending>): void {
    const known = this.#sending.peek().get(id);
    if (known) this.#sending.value = new Map(this.#sending.peek()).set(id, { ...known, ...values });
  }

  #drop(ids: readonly string[]): void {
    this.#sending.value = new Map([...this.#sending.peek()].filter(([id]) => !ids.includes(id)));
  }

  /** Kernel records first, with this page's own fresher account of what it sends; then what the kernel has not heard of. */
  #merge(records: readonly FileRecord[]): FileRecord[] {
    const sending = this.#sending.value;
    const account = (s: Sending): Pick<FileRecord, "state" | "progress" | "error"> => ({
      state: s.error ? "failed" : s.upload ? "sending" : "waiting",
      progress: s.file.size ? s.received / s.file.size : 0,
      error: s.error,
    });
    const known = records.map((record) => {
      const own = sending.get(record.id);
      return own && record.state !== "ready" ? { ...record, ...account(own) } : record;
    });
    const ids = new Set(records.map((r) => r.id));
    const fresh = [...sending]
      .filter(([id]) => !ids.has(id))
      .map(
        ([id, s]): FileRecord => ({
          id,
          name: s.file.name,
          size: s.file.size,
          kind: kindOf(s.file),
          origin: "browser",
          ...account(s),
        }),
      );
    const shown = [...known, ...fresh].filter((f) => !this.#gone.value.has(f.id));
    return this.#order.value ? inOrder(shown, this.#order.value) : shown;
  }

  #sum(items: readonly FileRecord[]): Totals {
    const moving = items.filter((f) => f.state === "sending" || f.state === "waiting");
    const bytes = items.reduce((sum, f) => sum + f.size, 0);
    const received = items.reduce(
      (sum, f) => sum + f.size * (f.state === "ready" ? 1 : (f.progress ?? 0)),
      0,
    );
    const at = performance.now();
    this.#marks = [...this.#marks.filter((m) => at - m.at < 3000), { at, received }];
    const first = this.#marks[0]!;
    return {
      all: items.length,
      ready: items.filter((f) => f.state === "ready").length,
      failed: items.filter((f) => f.state === "failed").length,
      busy: moving.length,
      bytes,
      received,
      speed: at - first.at > 250 ? Math.max(0, ((received - first.received) / (at - first.at)) * 1000) : 0,
    };
  }
}

const stores = new WeakMap<WidgetModel<PickerTraits>, PickerStore>();

export function pickerStore(model: WidgetModel<PickerTraits>): PickerStore {
  const store = stores.get(model) ?? new PickerStore(model);
  stores.set(model, store);
  return store;
}
