/** The joins of the video lane: a bow-tie over the overlap, a diamond where it is narrow, the overlap itself where it is wide. */

import type { VNode } from "preact";
import { useWords } from "../core/env";
import { Icon } from "../core/icons";
import { useTimeline } from "./context";
import { type Segment, title } from "./film";
import { joinForm } from "./joins";
import { toPx } from "./scale";
import type { Run } from "./window";
import { joinNames, timelineWords } from "./words";

export function Joins({ segments, boxes }: { segments: readonly Segment[]; boxes: readonly Run[] }): VNode {
  const state = useTimeline();
  const t = useWords(timelineWords);
  const called = useWords(joinNames);
  const scale = state.scale.value;
  const chosen = state.join.value;
  const editable = state.editable.value;
  return (
    <div class="tl-joins" role="gridcell" aria-label={t("joins")} tabIndex={-1}>
      {boxes.map((box) => {
        const segment = segments[box.from];
        const before = segments[box.from - 1];
        if (!segment || !before || (!segment.join && !editable)) return null;
        const overlap = segment.join?.duration ?? 0;
        const narrower = toPx(scale, Math.min(before.duration, segment.duration) - overlap);
        const form = box.to > box.from + 1 ? "none" : joinForm(scale.perSecond, overlap, narrower);
        if (form === "none" && segment.id !== chosen) return null;
        const middle = toPx(scale, segment.start + overlap / 2);
        const wide = toPx(scale, overlap);
        const label = segment.join
          ? t("joinOf", { name: called(segment.join.name as keyof typeof joinNames), n: overlap.toFixed(1) })
          : t("addJoin");
        return (
          <button
            key={segment.id}
            type="button"
            class="tl-join"
            data-form={segment.join ? form : "cut"}
            tabIndex={-1}
            aria-pressed={segment.id === chosen}
            aria-label={`${label}, ${t("into", { name: title(segment) })}`}
            title={label}
            style={form === "overlap" ? { left: `${middle}px`, width: `${wide}px` } : { left: `${middle}px` }}
            onPointerDown={(event) => event.stopPropagation()}
            onClick={() => {
              state.selection.value = [];
              state.join.value = segment.id === chosen ? "" : segment.id;
            }}
          >
            {form === "overlap" && segment.join && (
              <svg
                class="tl-cross"
                width="100%"
                height="100%"
                preserveAspectRatio="none"
                viewBox="0 0 10 10"
                aria-hidden="true"
              >
                <path d="M0 0 10 10M0 10 10 0" vector-effect="non-scaling-stroke" />
              </svg>
            )}
            <span class="tl-mark">
              {form !== "diamond" && <Icon name={segment.join ? "bowtie" : "plus"} size={10} />}
            </span>
          </button>
        );
      })}
    </div>
  );
}
