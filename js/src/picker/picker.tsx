/** The picker: an empty drop tile, then a contact sheet with its bar; alone, as the Studio's stage, or as its column of photos. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { takeDrops } from "../core/drop";
import { useEnv, useScope, useWords } from "../core/env";
import { useKeptFocus } from "../core/focus";
import type { WidgetModel } from "../core/model";
import { Empty } from "./empty";
import { Sheet } from "./sheet";
import { AddMenu, AskLine, FileInputs, type Sources, useSources } from "./sources";
import { Refused, Status } from "./status";
import { type PickerStore, pickerStore } from "./store";
import type { PickerTraits } from "./types";
import { pickerWords } from "./words";

export interface PickerProps {
  model: WidgetModel<PickerTraits>;
  /** `stage` fills a frame of fixed height; `column` is narrow, its bar only while there is something to say. */
  mode?: "alone" | "stage" | "column";
  /** The Studio takes drops for the whole frame, and tells here whether files hover. */
  over?: ReadonlySignal<boolean>;
  sources?: Sources;
}

/** Drops and pastes anywhere in the view go to the picker. */
export function useFrameDrops(store: PickerStore): Signal<boolean> {
  const { root, announce } = useEnv();
  const scope = useScope();
  const t = useWords(pickerWords);
  const shown = useMemo(() => signal(false), []);
  useLayoutEffect(() => {
    const inner = scope.child();
    const over = takeDrops(
      root.host as HTMLElement,
      {
        files: (files) => announce(t("added", { n: store.add(files) })),
        paths: (text) => void store.paths(text),
        url: (url) => void store.url(url),
      },
      inner,
    );
    inner.add(
      over.subscribe((value) => {
        shown.value = value;
      }),
    );
    return () => inner.dispose();
  }, [store, scope, root]);
  return shown;
}

/** The picker as a widget of its own: the whole view takes drops. */
export function PickerAlone({ model }: { model: WidgetModel<PickerTraits> }): VNode {
  const over = useFrameDrops(pickerStore(model));
  return (
    <div class="pk-alone">
      <Picker model={model} over={over} />
    </div>
  );
}

export function Picker({ model, mode = "alone", over, sources: shared }: PickerProps): VNode {
  const t = useWords(pickerWords);
  const store = pickerStore(model);
  const own = useSources();
  const sources = shared ?? own;
  const selection = useMemo(() => signal<ReadonlySet<string>>(new Set()), []);
  const root = useRef<HTMLDivElement>(null);
  const accept = model.trait("accept", []).value;
  useKeptFocus(root, '[role="option"][tabindex="0"]', ".pk-or");
  const maxBytes = model.trait("max_bytes", 200e6).value;
  const place = model.trait("place", { kind: "local" }).value;
  const items = store.items.value;
  const totals = store.totals.value;
  const talks = totals.busy > 0 || totals.failed > 0 || selection.value.size > 0;
  const refused = <Refused store={store} accept={accept} maxBytes={maxBytes} />;
  return (
    <div class={`pk ${mode}`} ref={root}>
      {!shared && <FileInputs sources={sources} store={store} accept={accept} />}
      {items.length === 0 ? (
        <>
          <Empty store={store} sources={sources} place={place} maxBytes={maxBytes} over={over} />
          {refused}
        </>
      ) : (
        <>
          <div class={over?.value ? "pk-body over" : "pk-body"}>
            <Sheet
              store={store}
              selection={selection}
              fitted={mode === "stage" || (mode === "alone" && 360)}
            />
            {sources.asking.value ? (
              <AskLine sources={sources} store={store} />
            ) : (
              mode !== "column" && (
                <div class="pk-more">
                  <AddMenu sources={sources} above />
                  <span class="meta clip">{t("dragHint")}</span>
                </div>
              )
            )}
          </div>
          {refused}
          {(mode !== "column" || talks) && (
            <Status
              store={store}
              selection={selection}
              unheard={model.unheard.value > 0}
              sources={mode === "column" ? undefined : sources}
            />
          )}
        </>
      )}
    </div>
  );
}
