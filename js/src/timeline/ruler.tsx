/** The ruler: numbers and marks, beneath them a cell for each chunk of the render while it is under way. */

import type { VNode } from "preact";
import { useEnv, useWords } from "../core/env";
import { Icon } from "../core/icons";
import { formatTime } from "../core/time";
import { useTimeline } from "./context";
import { underWay } from "./render";
import { toPx, toTime } from "./scale";
import { scrub } from "./scrub";
import { grid, ticks } from "./ticks";
import { runs } from "./window";
import { timelineWords } from "./words";

/** Cells narrower than this are joined with their equal neighbours. */
const LEAST_CELL = 3;

function RenderLine(): VNode | null {
  const state = useTimeline();
  const t = useWords(timelineWords);
  const chunks = state.chunks.value;
  if (!underWay(chunks)) return null;
  const { from, to } = state.window.value;
  const scale = state.scale.value;
  const least = LEAST_CELL / scale.perSecond;
  const cells = runs(chunks, toTime(scale, from), toTime(scale, to), least, (a, b) => a.state === b.state);
  const done = chunks.filter((chunk) => chunk.state === "done").length;
  return (
    <div
      class="tl-render"
      role="progressbar"
      aria-label={t("rendering")}
      aria-valuemin={0}
      aria-valuemax={chunks.length}
      aria-valuenow={done}
      aria-valuetext={t("parts", { n: done, total: chunks.length })}
    >
      {cells.map((cell) => {
        const kind = chunks[cell.from]?.state;
        return (
          <i
            key={cell.from}
            data-state={kind}
            style={{
              left: `${toPx(scale, cell.start)}px`,
              width: `${Math.max(1, toPx(scale, cell.end - cell.start) - 1)}px`,
            }}
          >
            {kind === "failed" && <Icon name="alert" size={12} />}
          </i>
        );
      })}
    </div>
  );
}

export function Ruler(): VNode {
  const state = useTimeline();
  const { scope } = useEnv();
  const { duration } = state.film.value;
  const { from, to } = state.window.value;
  const scale = state.scale.value;
  const fine = grid(scale.perSecond);
  const last = Math.min(duration, toTime(scale, to));
  const shown = duration > 0 ? ticks(fine, toTime(scale, Math.max(0, from - 64)), last) : [];
  const end = toPx(scale, duration);
  const label = (time: number) => formatTime(time, { tenths: fine.step < 1 });
  // Clear of the mark at the film's end; 6.5 px is a figure of the ruler's 11 px type.
  const fits = (time: number) => toPx(scale, time) + 8 + label(time).length * 6.5 < end;
  return (
    <div class="tl-ruler" onPointerDown={(event) => scrub(event, state, scope)}>
      {shown.map(({ time, major }) => (
        <i key={time} class={major ? "tl-tick major" : "tl-tick"} style={{ left: `${toPx(scale, time)}px` }}>
          {major && fits(time) && <b class="num">{label(time)}</b>}
        </i>
      ))}
      {duration > 0 && <i class="tl-tick major" style={{ left: `${end}px` }} />}
      <RenderLine />
    </div>
  );
}
