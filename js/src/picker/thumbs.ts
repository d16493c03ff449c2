/** Thumbnails: made here from files of this page, at most two decoded at a time, else drawn by the kernel. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { WidgetModel } from "../core/model";
import type { Scope } from "../core/scope";
import type { FileRecord } from "./types";

/** Wide enough for a tile of 200 px on a screen of two pixels a point. */
const width = 400;

/** Runs at most `limit` at a time, first come first served. */
export function gate(limit: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (run) => {
    if (running >= limit) await new Promise<void>((go) => queue.push(go));
    running += 1;
    try {
      return await run();
    } finally {
      running -= 1;
      queue.shift()?.();
    }
  };
}

async function shrink(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { resizeWidth: width, resizeQuality: "medium" });
  try {
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", 0.82),
    );
  } finally {
    bitmap.close();
  }
}

export class Thumbnails {
  readonly #model: WidgetModel<object>;
  readonly #scope: Scope;
  readonly #urls = new Map<string, Signal<string>>();
  readonly #revoke = new Map<string, () => void>();
  readonly #asked = new Set<string>();
  readonly #decode = gate(2);
  readonly #fetch = gate(4);

  constructor(model: WidgetModel<object>, scope: Scope) {
    this.#model = model;
    this.#scope = scope;
  }

  /** The picture's object URL, "" until there is one. */
  url(id: string): ReadonlySignal<string> {
    return this.#slot(id);
  }

  /** Makes it here; what this browser cannot decode (HEIC, TIFF) is left to the kernel. */
  async make(id: string, file: Blob): Promise<void> {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      this.#show(id, await this.#decode(() => shrink(file)));
    } catch {
      this.#asked.delete(id);
    }
  }

  /** Asks the kernel, once, when it has the file. */
  async want(record: FileRecord): Promise<void> {
    if (this.#asked.has(record.id) || record.state !== "ready" || record.kind === "audio") return;
    this.#asked.add(record.id);
    try {
      const { message, buffers } = await this.#fetch(() =>
        this.#model.request({ kind: "thumb", file: record.id, width }),
      );
      if (buffers[0])
        this.#show(
          record.id,
          new Blob([buffers[0] as BlobPart], { type: String(message.type ?? "image/jpeg") }),
        );
    } catch {
      // A tile without a picture still has its name; asked again when the record changes.
      this.#asked.delete(record.id);
    }
  }

  forget(id: string): void {
    this.#revoke.get(id)?.();
    this.#revoke.delete(id);
    this.#urls.delete(id);
    this.#asked.delete(id);
  }

  #slot(id: string): Signal<string> {
    const known = this.#urls.get(id) ?? signal("");
    this.#urls.set(id, known);
    return known;
  }

  #show(id: string, blob: Blob): void {
    this.#revoke.get(id)?.();
    const { url, revoke } = this.#scope.objectURL(blob);
    this.#revoke.set(id, revoke);
    this.#slot(id).value = url;
  }
}
