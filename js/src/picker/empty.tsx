/** The drop tile: what a person sees first. */
import type { ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import { Button, Ring } from "../core/controls";
import { useWords } from "../core/env";
import { Icon } from "../core/icons";
import { formatBytes } from "../core/time";
import { Art } from "./art";
import { AskLine, hasCamera, type Sources } from "./sources";
import type { PickerStore } from "./store";
import type { Place } from "./types";
import { pickerWords } from "./words";

export interface EmptyProps {
  store: PickerStore;
  sources: Sources;
  place: Place;
  maxBytes: number;
  over: ReadonlySignal<boolean> | undefined;
}

export function Empty({ store, sources, place, maxBytes, over }: EmptyProps): VNode {
  const t = useWords(pickerWords);
  const hovering = over?.value ?? false;
  const ask = (kind: "paths" | "url") => () => {
    sources.asking.value = kind;
  };
  return (
    <div class={hovering ? "pk-drop over" : "pk-drop"}>
      <div class="pk-drop-in">
        <Art />
        <h2 class="pk-head">{hovering ? t("letGo") : t("dropHere")}</h2>
        <p class="pk-or" tabIndex={-1}>
          {store.drawing.value ? (
            <>
              <Ring /> {t("drawing")}
            </>
          ) : (
            <>
              {t("orPaste")}{" "}
              <Button
                variant="link"
                label={t("samples")}
                onClick={(event) => {
                  // The button gives way to what it does; from here the photos take the focus.
                  (event.currentTarget as HTMLElement).closest<HTMLElement>(".pk-or")?.focus();
                  void store.samples();
                }}
              />
            </>
          )}
        </p>
        {sources.asking.value ? (
          <AskLine sources={sources} store={store} />
        ) : (
          <div class="pk-ways">
            <Button variant="primary" label={t("choose")} onClick={() => sources.input.current?.click()} />
            <Button icon="folder" label={t("kernelFiles")} onClick={ask("paths")} />
            <Button icon="link" label={t("url")} onClick={ask("url")} />
            {hasCamera && (
              <Button icon="camera" label={t("camera")} onClick={() => sources.camera.current?.click()} />
            )}
          </div>
        )}
        <p class="pk-formats meta">{t("formats", { size: formatBytes(maxBytes).replace(".0", "") })}</p>
        <p class="pk-place">
          <Icon name={place.kind === "hosted" ? "cloud" : "lock"} />
          {place.kind === "hosted" ? t("goTo", { host: place.host ?? "" }) : t("stayHere")}
        </p>
      </div>
    </div>
  );
}
