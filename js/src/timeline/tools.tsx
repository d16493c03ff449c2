/** The tools row: names what is selected and what can be done with it, else what the film is; zoom at the right. */

import { useSignalEffect } from "@preact/signals";
import type { ComponentChild, VNode } from "preact";
import { useRef } from "preact/hooks";
import { Button, Menu, type MenuItem, Ring } from "../core/controls";
import { useWords } from "../core/env";
import { Icon } from "../core/icons";
import { formatTime } from "../core/time";
import { commonWords } from "../core/words";
import { useTimeline } from "./context";
import { type Found, removing, splitting } from "./edits";
import { type Film, title } from "./film";
import { underWay } from "./render";
import { joinNames, motionNames, timelineWords } from "./words";

const STEP = 1.6;

const short = (seconds: number): string => seconds.toFixed(1);

export const clipsOf = (film: Film) => film.tracks.find((track) => track.kind === "video")?.segments ?? [];

function JoinTools(): VNode | null {
  const state = useTimeline();
  const t = useWords(timelineWords);
  const called = useWords(joinNames);
  const found = state.found.value.get(state.join.value);
  if (!found) return null;
  const { id, join } = found.segment;
  const name = join?.name ?? "cut";
  const names = Object.keys(joinNames) as (keyof typeof joinNames)[];
  return (
    <>
      <strong class="clip">{t("join")}</strong>
      <span class="tl-meta clip">
        {t("into", { name: title(found.segment) })}
        {join && ` · ${t("seconds", { n: short(join.duration) })}`}
      </span>
      <select
        class="tl-select"
        ref={(element) => {
          // By keys the join is reached from its clip: the list is where one wants to be then.
          if (element && state.byKeys) element.focus();
          state.byKeys = false;
        }}
        aria-label={t("join")}
        value={name}
        disabled={!state.editable.value}
        onChange={(event) => state.edit({ op: "join", segments: [id], name: event.currentTarget.value })}
      >
        {!names.includes(name as keyof typeof joinNames) && <option value={name}>{name}</option>}
        {names.map((each) => (
          <option key={each} value={each}>
            {called(each)}
          </option>
        ))}
      </select>
    </>
  );
}

/** What a selected segment is, in one line. */
function Named(): VNode | null {
  const state = useTimeline();
  const t = useWords(timelineWords);
  const motion = useWords(motionNames);
  const selection = state.selection.value;
  const found = state.found.value.get(selection[0] ?? "");
  if (!found) return null;
  if (selection.length > 1) return <strong class="clip">{t("several", { n: selection.length })}</strong>;
  const { track, segment, index } = found;
  const drag = state.drag.value;
  const length = drag && drag.id === segment.id ? drag.end - drag.start : segment.duration;
  const parts = [
    track.kind === "video" ? t("clip", { n: index + 1 }) : track.kind === "audio" ? t("sound") : t("title"),
    t("seconds", { n: short(length) }),
    segment.motion && motion(segment.motion as keyof typeof motionNames),
    segment.filter,
    segment.volume !== null && segment.volume < 1 && t("percent", { n: Math.round(segment.volume * 100) }),
  ];
  return (
    <>
      {/* A title's words stand in the field beside. */}
      {!(track.kind === "text" && state.editable.value) && (
        <strong class="clip">{title(segment) || track.name}</strong>
      )}
      <span class="tl-meta num clip">{parts.filter(Boolean).join(" · ")}</span>
    </>
  );
}

/** The commands on what is selected, as buttons and, where it is narrow, as one menu. */
function useActions(): { split: () => void; remove: () => void; canSplit: boolean; canRemove: boolean } {
  const state = useTimeline();
  const selection = state.selection.value;
  return {
    split: () => state.edit(splitting(state.film.peek(), state.selection.peek(), state.clock.time.peek())),
    remove: () => state.edit(removing(state.selection.peek())),
    canSplit: state.editable.value && clipsOf(state.film.value).length > 0,
    canRemove: state.editable.value && selection.length > 0,
  };
}

function SplitButton({ run }: { run(): void }): VNode {
  const state = useTimeline();
  const t = useWords(timelineWords);
  const button = useRef<HTMLButtonElement>(null);
  // Whether the playhead is in a clip changes as it moves: one attribute, nothing rendered.
  useSignalEffect(() => {
    const can = splitting(state.film.value, state.selection.value, state.clock.time.value) !== null;
    if (button.current && button.current.disabled === can) button.current.disabled = !can;
  });
  return (
    <Button
      buttonRef={button}
      label={t("split")}
      icon="scissors"
      variant="quiet"
      small
      hint="S"
      onClick={run}
    />
  );
}

function About({ action }: { action: ComponentChild }): VNode {
  const state = useTimeline();
  const t = useWords(timelineWords);
  const film = state.film.value;
  const { state: phase = "", text = "" } = state.status.value;
  const chunks = state.chunks.value;
  const refusal = state.refusal.value;
  const stop = chunks.find((chunk) => chunk.state === "failed");
  const failed = phase === "failed" || stop !== undefined;
  const done = chunks.filter((chunk) => chunk.state === "done").length;
  if (refusal) {
    return (
      <span class="tl-status" role="alert">
        <Icon name="alert" /> <span class="clip">{refusal}</span>
      </span>
    );
  }
  if (failed) {
    return (
      <span class="tl-status failed" role="status">
        <Icon name="alert" />
        <strong class="clip">
          {text || (stop ? t("stoppedAt", { time: formatTime(stop.start) }) : t("stopped"))}
        </strong>
        {chunks.length > 0 && (
          <span class="tl-meta num clip">{t("kept", { n: done, total: chunks.length })}</span>
        )}
        {action}
      </span>
    );
  }
  if (phase === "running" || underWay(chunks)) {
    return (
      <span class="tl-status" role="status">
        <Ring />
        <strong class="clip">{t("rendering")}</strong>
        <span class="tl-meta num clip">
          {text || (chunks.length > 0 && t("parts", { n: done, total: chunks.length }))}
        </span>
        {action}
      </span>
    );
  }
  if (film.duration <= 0) return <span class="tl-meta">{t("empty")}</span>;
  return (
    <span class="tl-meta num clip">
      {t("summary", {
        n: clipsOf(film).length,
        s: short(film.duration),
        w: film.width,
        h: film.height,
        fps: Math.round(film.fps * 100) / 100,
      })}
    </span>
  );
}

/** How loud the selected music is: told to the kernel when the hand lets go. */
function Loudness({ found: { segment } }: { found: Found }): VNode {
  const state = useTimeline();
  const t = useWords(timelineWords);
  const level = segment.volume ?? 1;
  return (
    <span class="tl-inline">
      <Icon name={level > 0 ? "speaker" : "speakerOff"} />
      <input
        key={segment.id}
        class="range"
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={level}
        style={{ "--share": level } as never}
        aria-label={t("volume")}
        aria-valuetext={t("percent", { n: Math.round(level * 100) })}
        onInput={(event) => event.currentTarget.style.setProperty("--share", event.currentTarget.value)}
        onChange={(event) =>
          state.edit({ op: "volume", segments: [segment.id], value: Number(event.currentTarget.value) })
        }
      />
    </span>
  );
}

/** The selected title's words, to be written over: Enter or leaving takes them, Escape gives the old ones back. */
function Retitle({ found: { segment } }: { found: Found }): VNode {
  const state = useTimeline();
  const t = useWords(timelineWords);
  return (
    <input
      key={segment.id}
      class="tl-field"
      type="text"
      value={segment.text}
      aria-label={t("words")}
      spellcheck={false}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === "Escape") event.currentTarget.value = segment.text;
        if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
        event.stopPropagation();
      }}
      onChange={(event) => {
        const text = event.currentTarget.value.trim();
        if (text && text !== segment.text) state.edit({ op: "retitle", segment: segment.id, text });
      }}
    />
  );
}

export function Tools({ action }: { action: ComponentChild }): VNode {
  const state = useTimeline();
  const t = useWords(timelineWords);
  const { split, remove, canSplit, canRemove } = useActions();
  const selected = state.found.value.get(state.selection.value[0] ?? "");
  const chosen = selected !== undefined;
  const join = state.join.value !== "";
  const { level } = state;
  const nothing = state.film.value.duration <= 0;
  return (
    <div class="tl-tools" role="toolbar" aria-label={t("timeline")}>
      {join ? <JoinTools /> : chosen && !state.refusal.value ? <Named /> : <About action={action} />}
      {!join && selected?.track.kind === "video" && canSplit && <SplitButton run={split} />}
      {!join && selected?.track.kind === "audio" && canRemove && <Loudness found={selected} />}
      {!join && selected?.track.kind === "text" && canRemove && <Retitle found={selected} />}
      {!join && chosen && canRemove && (
        <Button label={t("remove")} icon="trash" variant="quiet" small onClick={remove} />
      )}
      <span class="spacer" />
      {!nothing && (
        <>
          {state.editable.value && (
            <Button
              label={t("snap")}
              icon="magnet"
              only
              small
              variant="quiet"
              hint="N"
              pressed={state.snapping.value}
              onClick={() => {
                state.snapping.value = !state.snapping.peek();
              }}
            />
          )}
          <i class="tl-rule" />
          <Button
            label={t("zoomOut")}
            icon="minus"
            only
            small
            variant="quiet"
            hint="−"
            disabled={level <= 0}
            onClick={() => state.zoomBy(1 / STEP)}
          />
          <input
            class="range tl-zoom"
            type="range"
            min={0}
            max={1}
            step={0.02}
            value={level}
            style={{ "--share": level } as never}
            aria-label={t("zoom")}
            onInput={(event) => state.zoomTo(Number(event.currentTarget.value))}
          />
          <Button
            label={t("zoomIn")}
            icon="plus"
            only
            small
            variant="quiet"
            hint="+"
            disabled={level >= 0.999}
            onClick={() => state.zoomBy(STEP)}
          />
          <Button
            label={t("fit")}
            icon="fit"
            only
            small
            variant="quiet"
            hint="Shift+Z"
            onClick={() => state.fit()}
          />
        </>
      )}
    </div>
  );
}

/** The same tools where there is no room for a row: one menu in the ruler's corner. */
export function Corner(): VNode {
  const state = useTimeline();
  const t = useWords(timelineWords);
  const common = useWords(commonWords);
  const { split, remove, canSplit, canRemove } = useActions();
  const items: MenuItem[] = [
    ...(canSplit ? [{ label: t("split"), icon: "scissors" as const, hint: "S", run: split }] : []),
    ...(canRemove ? [{ label: t("remove"), icon: "trash" as const, run: remove }] : []),
    { label: t("zoomIn"), icon: "plus", hint: "+", divided: canSplit, run: () => state.zoomBy(STEP) },
    { label: t("zoomOut"), icon: "minus", hint: "−", run: () => state.zoomBy(1 / STEP) },
    { label: t("fit"), icon: "fit", run: () => state.fit() },
  ];
  return (
    <Menu
      button={{ label: common("more"), icon: "more", only: true, small: true, variant: "quiet" }}
      items={items}
      align="start"
    />
  );
}
