/** The seek bar: a native range over what is played, ready and missing; 3 px in the Studio, where the timeline scrubs. */

import { useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import type { Clock } from "../core/clock";
import { useWords } from "../core/env";
import { formatTime } from "../core/time";
import { type FilmInfo, readyRanges } from "./fragments";
import { playerWords } from "./words";

export function SeekBar({ film, clock, thin }: { film: FilmInfo; clock: Clock; thin: boolean }): VNode {
  const t = useWords(playerWords);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const total = formatTime(film.duration, { tenths: true });

  // Sixty times a second while playing: two attributes are written, no component is rendered.
  useSignalEffect(() => {
    const time = clock.time.value;
    box.current?.style.setProperty("--at", String(film.duration > 0 ? Math.min(1, time / film.duration) : 0));
    const range = input.current;
    if (!range) return;
    range.value = String(time);
    const words = t("at", { time: formatTime(time, { tenths: true }), total });
    if (range.getAttribute("aria-valuetext") !== words) range.setAttribute("aria-valuetext", words);
  });

  const grab = (on: boolean) => () => {
    clock.scrubbing.value = on;
  };
  return (
    <div class={thin ? "pl-seek thin" : "pl-seek"} ref={box}>
      <div class="pl-seek-track">
        {film.live &&
          readyRanges(film.video).map(([from, to]) => (
            <i
              key={from}
              class="pl-seek-ready"
              style={{
                left: `${(from / film.duration) * 100}%`,
                width: `${((to - from) / film.duration) * 100}%`,
              }}
            />
          ))}
        <i class={film.live ? "pl-seek-played" : "pl-seek-played whole"} />
      </div>
      <input
        ref={input}
        type="range"
        data-seek
        min={0}
        max={film.duration}
        step={1 / film.fps}
        aria-label={t("position")}
        onInput={(event) => clock.seek(Number(event.currentTarget.value))}
        onPointerDown={grab(true)}
        onPointerUp={grab(false)}
        onPointerCancel={grab(false)}
        onChange={grab(false)}
      />
    </div>
  );
}
