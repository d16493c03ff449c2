/** One photo of the contact sheet: its picture, number, name, size, and how far it has come. */
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { useEnv, useWords } from "../core/env";
import { Icon } from "../core/icons";
import { formatBytes, formatTime, percent } from "../core/time";
import { commonWords } from "../core/words";
import type { PickerStore } from "./store";
import type { FileRecord } from "./types";
import { pickerWords } from "./words";

export interface TileProps {
  file: FileRecord;
  index: number;
  store: PickerStore;
  selected: boolean;
  current: boolean;
  lifted: boolean;
}

const all = { ...pickerWords, ...commonWords };

export function Tile({ file, index, store, selected, current, lifted }: TileProps): VNode {
  const t = useWords(all);
  const { root } = useEnv();
  useEffect(() => {
    void store.thumbs.want(file);
  }, [store, file]);
  const url = store.thumbs.url(file.id).value;
  const share = file.progress ?? 0;
  const moving = file.state === "sending" || file.state === "waiting";
  const failed = file.state === "failed";
  const lost = failed && share > 0 && share < 1;
  const trouble = lost ? t("lostAt", { n: percent(share) }) : t("notRead");
  const waiting = file.state === "waiting";
  const status = moving
    ? waiting
      ? t("waiting")
      : t("percent", { n: percent(share) })
    : failed
      ? trouble
      : "";
  const meta = status || (file.duration ? formatTime(file.duration) : formatBytes(file.size));
  // The option's parts are for the pointer; keys do the same from the option itself, and the bar below has real buttons.
  const press = (run: () => void) => (event: Event) => {
    event.stopPropagation();
    run();
  };
  return (
    <div
      class={`pk-tile ${file.state}${lifted ? " lifted" : ""}`}
      role="option"
      data-id={file.id}
      id={`pk-${root ? file.id : ""}`}
      aria-selected={selected}
      aria-label={
        t("tile", { at: index + 1, name: file.name, state: status || t("stateReady") }) +
        (file.error ? `. ${file.error}` : "")
      }
      tabIndex={current ? 0 : -1}
      title={file.error || file.name}
    >
      <div class="pk-pic">
        {url ? (
          <img src={url} alt="" draggable={false} decoding="async" />
        ) : (
          <Icon name={file.kind === "audio" ? "music" : file.kind === "video" ? "film" : "image"} size={20} />
        )}
        {moving && <div class="pk-veil" />}
        <span class="pk-number num">{index + 1}</span>
        {file.kind === "video" && url && !moving && (
          <span class="pk-kind">
            <Icon name="film" size={14} />
          </span>
        )}
        <span
          class="pk-x"
          aria-hidden="true"
          onClick={press(() => store.remove([file.id]))}
          onPointerDown={(e) => e.stopPropagation()}
        >
          <Icon name="close" />
        </span>
        {moving && (
          <div class="pk-bar" aria-hidden="true">
            <i style={{ width: `${share * 100}%` }} />
          </div>
        )}
        {failed && (
          <div class="pk-failed" aria-hidden="true">
            <span
              class="button small pk-retry"
              onClick={press(() => store.retry([file.id]))}
              onPointerDown={(e) => e.stopPropagation()}
            >
              <Icon name="retry" />
              {t("retry")}
            </span>
            <Icon name="alert" />
          </div>
        )}
      </div>
      <div class="pk-line" aria-hidden="true">
        <span class="clip pk-name">{file.name}</span>
        <span class={`num pk-size${failed ? " bad" : ""}`}>{meta}</span>
      </div>
    </div>
  );
}
