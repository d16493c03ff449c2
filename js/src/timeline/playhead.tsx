/** The playhead: a line over all lanes with a head in the ruler, moved by the clock without rendering anything. */

import { useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { useEnv, useWords } from "../core/env";
import { formatTime } from "../core/time";
import { useTimeline } from "./context";
import { toPx } from "./scale";
import { scrub } from "./scrub";
import { timelineWords } from "./words";

export function Playhead(): VNode | null {
  const state = useTimeline();
  const t = useWords(timelineWords);
  const { scope } = useEnv();
  const line = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const { clock } = state;
  const { duration } = state.film.value;

  useSignalEffect(() => {
    const time = clock.time.value;
    const x = toPx(state.scale.value, time);
    if (line.current) line.current.style.transform = `translateX(${x}px)`;
    const words = t("at", {
      time: formatTime(time, { tenths: true }),
      total: formatTime(state.film.value.duration, { tenths: true }),
    });
    const slider = head.current;
    if (slider && slider.getAttribute("aria-valuetext") !== words) {
      slider.setAttribute("aria-valuetext", words);
      slider.setAttribute("aria-valuenow", time.toFixed(1));
    }
    // Playing on past the window's edge, the window turns a page, as a reader does.
    const lane = state.width.peek();
    const seen = x - state.scroll;
    if (clock.playing.peek() && !clock.scrubbing.peek() && (seen > lane - 8 || seen < 0)) {
      state.reveal(time, time + (lane * 0.85) / state.scale.peek().perSecond, 0);
    }
  });

  if (duration <= 0) return null;
  return (
    <div class="tl-playhead" ref={line}>
      <div
        ref={head}
        class="tl-head"
        role="slider"
        tabIndex={0}
        aria-label={t("playhead")}
        aria-valuemin={0}
        aria-valuemax={Math.round(duration * 10) / 10}
        aria-valuenow={0}
        onPointerDown={(event) => scrub(event, state, scope)}
      >
        <svg width="11" height="13" viewBox="0 0 11 13" aria-hidden="true">
          <path d="M.7 1.7a1 1 0 0 1 1-1h7.6a1 1 0 0 1 1 1v5.4L5.5 12.2.7 7.1Z" />
        </svg>
      </div>
    </div>
  );
}
