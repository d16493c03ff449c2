/** The bar under the sheet: how far the upload is, or what is selected; and what was refused, in words. */
import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button, Progress } from "../core/controls";
import { useEnv, useWords } from "../core/env";
import { Icon } from "../core/icons";
import { formatBytes } from "../core/time";
import { commonWords } from "../core/words";
import { AddMenu, type Sources } from "./sources";
import type { PickerStore } from "./store";
import { pickerWords } from "./words";

export interface RefusedProps {
  store: PickerStore;
  accept: readonly string[];
  maxBytes: number;
}

const all = { ...pickerWords, ...commonWords };

/** Sizes of one sum in one unit: "22.8 of 34.6 MB". */
function pair(received: number, bytes: number): { sent: string; all: string } {
  const [sent, total] = [formatBytes(received), formatBytes(bytes)];
  const unit = total.split("\u00a0")[1] ?? "";
  return { sent: sent.endsWith(`\u00a0${unit}`) ? sent.slice(0, -unit.length - 1) : sent, all: total };
}

export interface StatusProps {
  store: PickerStore;
  selection: Signal<ReadonlySet<string>>;
  unheard: boolean;
  /** At narrow widths the bar has the only way to add more. */
  sources: Sources | undefined;
}

export function Status({ store, selection, unheard, sources }: StatusProps): VNode {
  const t = useWords(all);
  const { announce } = useEnv();
  const totals = store.totals.value;
  const ids = store.items.value.map((f) => f.id).filter((id) => selection.value.has(id));
  const busy = totals.busy > 0;
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !busy) announce(t("ready", { done: totals.ready, all: totals.all }));
    was.current = busy;
  }, [busy]);
  if (ids.length > 0) {
    return (
      <div class="pk-status chosen">
        <strong class="num">{t("selected", { n: ids.length })}</strong>
        <span class="spacer" />
        <Button variant="quiet" icon="stepBack" label={t("first")} onClick={() => store.move(ids, 0)} />
        <Button variant="quiet" icon="stepOn" label={t("last")} onClick={() => store.move(ids, totals.all)} />
        <Button
          variant="quiet"
          icon="trash"
          label={t("remove")}
          onClick={() => {
            store.remove(ids);
            selection.value = new Set();
            announce(t("removed", { n: ids.length }));
          }}
        />
      </div>
    );
  }
  const failed = store.items.value.filter((f) => f.state === "failed").map((f) => f.id);
  const sizes = pair(totals.received, totals.bytes);
  return (
    <div class="pk-status">
      {sources && (
        <span class="pk-add">
          <AddMenu sources={sources} small above start />
        </span>
      )}
      <strong class="num clip">
        {busy || failed.length > 0
          ? t("ready", { done: totals.ready, all: totals.all })
          : t("allReady", { n: totals.all })}
      </strong>
      {failed.length > 0 && <span class="bad num">{t("failed", { n: failed.length })}</span>}
      {busy ? (
        <>
          <span class="pk-whole">
            <Progress share={totals.bytes ? totals.received / totals.bytes : 0} label={t("uploading")} />
          </span>
          <span class="meta num pk-sum">
            {unheard ? t("busy") : t("sent", sizes)}
            {!unheard &&
              totals.speed > 0 &&
              ` · ${t("speed", { speed: formatBytes(totals.speed).replace(/\.\d/, "") })}`}
          </span>
          <Button label={t("cancel")} onClick={() => store.cancel()} small />
        </>
      ) : (
        <>
          <span class="meta num">{formatBytes(totals.bytes)}</span>
          <span class="spacer" />
          {failed.length > 0 && (
            <Button icon="retry" label={t("retry")} small onClick={() => store.retry(failed)} />
          )}
        </>
      )}
    </div>
  );
}

/** What was not taken, each in one sentence; past four lines they scroll: never a red sea. */
export function Refused({ store, accept, maxBytes }: RefusedProps): VNode | null {
  const t = useWords(all);
  const key = { type: "refusedType", size: "refusedSize", empty: "refusedEmpty" } as const;
  const values = {
    accepted: accept.slice(0, 6).join(", ") + (accept.length > 6 ? ", …" : ""),
    size: formatBytes(maxBytes),
  };
  const hidden = store.hushed.value;
  const failed = store.items.value.filter((f) => f.state === "failed" && f.error && !hidden.has(f.id));
  const sentences = [
    ...(store.problem.value ? [store.problem.value] : []),
    ...store.refused.value.map((r) => t(key[r.reason], { ...values, name: r.name })),
    ...failed.map((f) => (f.error!.includes(f.name) ? f.error! : `${f.name}: ${f.error}`)),
  ];
  if (sentences.length === 0) return null;
  return (
    <div class="pk-refused" role="alert">
      <Icon name="alert" />
      <div>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <Button label={t("close")} icon="close" only small variant="quiet" onClick={() => store.hush()} />
    </div>
  );
}
