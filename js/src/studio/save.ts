/** Puts an exported film on the person's own disk: pulled in pieces from the kernel, saved by the browser. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { WidgetModel } from "../core/model";
import type { Scope } from "../core/scope";
import { pullFile } from "../player/file";
import { Puller } from "../player/pull";
import { offer } from "../player/snapshot";

export interface Saving {
  /** 0 to 1 while a file is on its way, else null. */
  readonly share: ReadonlySignal<number | null>;
  save(file: { id: string; size: number; name: string }): Promise<void>;
}

export function savingFrom(model: WidgetModel<object>, scope: Scope): Saving {
  const share = signal<number | null>(null);
  const puller = new Puller(model as unknown as WidgetModel, scope);
  const stop = new AbortController();
  scope.add(() => stop.abort());
  return {
    share,
    async save({ id, size, name }) {
      if (share.peek() !== null) return;
      share.value = 0;
      try {
        const blob = await pullFile(puller, { id, size }, stop.signal, (part) => {
          share.value = part;
        });
        offer(blob, name);
      } finally {
        share.value = null;
      }
    },
  };
}
