/** A lane: one track's segments as boxes; those too narrow to see are drawn together. */

import type { ComponentChild, VNode } from "preact";
import { useEnv, useWords } from "../core/env";
import { Icon } from "../core/icons";
import { formatTime } from "../core/time";
import { Clip } from "./clip";
import { useTimeline } from "./context";
import { grab } from "./drag";
import { type Row, type Segment, title } from "./film";
import { Joins } from "./join";
import { edges } from "./joins";
import { GAP, LEAST_BOX } from "./lanes";
import { textWidth } from "./measure";
import { toPx, toTime } from "./scale";
import { scrub } from "./scrub";
import { wavePath } from "./wave";
import { runs } from "./window";
import { timelineWords } from "./words";

interface LaneProps {
  readonly row: Row;
  readonly place: number;
  readonly height: number;
  readonly font: string;
  readonly lit: readonly string[];
}

/** The part of a box that is in sight, px of the box. */
interface InSight {
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

function Music({
  segment,
  height,
  sight,
  font,
}: {
  segment: Segment;
  height: number;
  sight: InSight;
  font: string;
}): VNode {
  const state = useTimeline();
  const t = useWords(timelineWords);
  const peaks = state.peaks.get(segment).value;
  const { volume } = segment;
  const loud = volume === null || volume === 1 ? "" : `, ${t("percent", { n: Math.round(volume * 100) })}`;
  const name = `${title(segment)}${loud}`;
  const named = height >= 36 && sight.width > textWidth(name, `400 11px ${font}`) + 16;
  // The name stands above the bars: words over marks read badly.
  const room = height - (named ? 18 : 6);
  return (
    <>
      {peaks && (
        <svg class="tl-wave" width={sight.width} height={room} aria-hidden="true">
          <path d={wavePath(peaks, sight.width, room, sight.from, sight.to)} />
        </svg>
      )}
      {named && <span class="tl-name">{name}</span>}
    </>
  );
}

function Words({
  segment,
  width,
  free,
  font,
}: {
  segment: Segment;
  width: number;
  free: number;
  font: string;
}): VNode {
  const name = title(segment);
  const wide = textWidth(name, `400 12px ${font}`);
  const inside = width >= wide + 34;
  const beside = free >= wide + 14;
  // Room on neither side: a long caption says how it begins.
  const short = !inside && !beside && width >= 64;
  return (
    <>
      {width >= 24 && (
        <span class="tl-words" style={short ? { maxWidth: `${width}px` } : undefined}>
          <Icon name="text" size={12} />
          {(inside || short) && <span class="clip">{name}</span>}
        </span>
      )}
      {/* The name stands to the right of its box while the lane is free there. */}
      {!inside && beside && <span class="tl-words beside">{name}</span>}
    </>
  );
}

/** Where a dragged clip would be put in, seconds. */
function boundary(segments: readonly Segment[], id: string, to: number): number {
  const from = segments.findIndex((segment) => segment.id === id);
  const at = to < from ? to : to + 1;
  const here = segments[at];
  const before = segments[at - 1];
  return here ? edges(here, segments[at + 1]).start : before ? edges(before, undefined).end : 0;
}

export function Lane({ row, place, height, font, lit }: LaneProps): VNode {
  const state = useTimeline();
  const { scope } = useEnv();
  const t = useWords(timelineWords);
  const segments = row.track?.segments ?? [];
  const scale = state.scale.value;
  const { from, to } = state.window.value;
  const selection = state.selection.value;
  const focus = state.focus.value;
  const drag = state.drag.value;
  const film = state.film.value;
  const named = row.kind === "other" ? row.track?.name || t("other") : t(row.kind);
  const boxes = runs(segments, toTime(scale, from), toTime(scale, to), LEAST_BOX / scale.perSecond);
  const holdsFocus = boxes.some((box) => segments.slice(box.from, box.to).some(({ id }) => id === focus));
  const firstLane = state.rows.value.findIndex(({ track }) => (track?.segments.length ?? 0) > 0) === place;
  const anyFocus = state.found.value.has(focus);

  const cell = (at: number): ComponentChild => {
    const box = boxes[at];
    const segment = box && segments[box.from];
    if (!box || !segment) return null;
    const alone = box.to === box.from + 1;
    const next = segments[box.to];
    const dragged = drag && alone && drag.id === segment.id ? drag : null;
    const span = alone
      ? row.kind === "video"
        ? edges(segment, next)
        : segment
      : { start: box.start, end: box.end };
    // What is seen of a clip ends in the middle of its joins; under the hand it keeps those edges.
    const start = dragged ? span.start + dragged.start - segment.start : span.start;
    const end = dragged ? span.end + dragged.end - segment.end : span.end;
    const left = toPx(scale, start) + (box.from > 0 && row.kind === "video" ? GAP / 2 : 0);
    const width = Math.max(2, toPx(scale, end) - left - (next && row.kind === "video" ? GAP / 2 : 0));
    const sight: InSight = { width, from: Math.max(0, from - left), to: Math.min(width, to - left) };
    const selected = segments.slice(box.from, box.to).some(({ id }) => selection.includes(id));
    const here = holdsFocus
      ? segments.slice(box.from, box.to).some(({ id }) => id === focus)
      : !anyFocus && firstLane && at === 0;
    const times = {
      from: formatTime(span.start, { tenths: true }),
      to: formatTime(span.end, { tenths: true }),
    };
    const what =
      row.kind === "video" ? t("clip", { n: box.from + 1 }) : t(row.kind === "audio" ? "sound" : "title");
    const name = title(segment) || named;
    const label = alone ? t("cell", { name, what, ...times }) : t("run", { n: box.to - box.from, ...times });
    const free =
      toPx(scale, next ? next.start : Math.max(film.duration, toTime(scale, state.content))) - left - width;
    return (
      <div
        key={alone ? segment.id : `${segment.id}+${box.to - box.from}`}
        class={alone ? "tl-box" : "tl-box run"}
        role="gridcell"
        data-id={segment.id}
        data-dragged={dragged?.kind}
        data-lit={lit.includes(segment.id) || undefined}
        tabIndex={here ? 0 : -1}
        aria-label={label}
        aria-selected={selected}
        aria-colindex={box.from + 1}
        title={name}
        style={{ left: `${left}px`, width: `${width}px` }}
        onPointerDown={(event) => grab(event, state, scope, alone ? segment : null, box)}
        onFocus={() => {
          state.focus.value = segment.id;
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || row.kind !== "video" || box.from === 0 || !state.editable.peek())
            return;
          event.preventDefault();
          event.stopPropagation();
          state.selection.value = [];
          state.byKeys = true;
          state.join.value = segment.id;
        }}
      >
        <span class="tl-inside">
          {alone && row.kind === "video" && (
            <Clip
              segment={segment}
              start={start}
              width={width}
              height={height}
              from={sight.from}
              to={sight.to}
              font={font}
            />
          )}
          {alone && row.kind === "audio" && (
            <Music segment={segment} height={height} sight={sight} font={font} />
          )}
          {alone && row.kind === "other" && width > 40 && <span class="tl-words clip">{name}</span>}
        </span>
        {alone && row.kind === "text" && <Words segment={segment} width={width} free={free} font={font} />}
        {alone && selected && state.editable.value && row.kind !== "other" && (
          <>
            <i class="tl-grip start" data-grip="start" />
            <i class="tl-grip end" data-grip="end" />
          </>
        )}
      </div>
    );
  };

  return (
    <div
      class="tl-lane"
      role="row"
      data-kind={row.kind}
      aria-label={named}
      style={{ height: `${height}px` }}
      onPointerDown={(event) => {
        if (event.target !== event.currentTarget) return;
        state.select([]);
        scrub(event, state, scope);
      }}
    >
      {boxes.map((_, at) => cell(at))}
      {row.kind === "video" && drag?.kind === "move" && (
        <i class="tl-place" style={{ left: `${toPx(scale, boundary(segments, drag.id, drag.to))}px` }} />
      )}
      {row.kind === "video" && <Joins segments={segments} boxes={boxes} />}
    </div>
  );
}
