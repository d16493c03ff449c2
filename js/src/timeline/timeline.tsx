/** The timeline: what the words have made, to scale; the film's scrubber, and the place for a direct hand. */

import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChild, VNode } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Clock, createClock } from "../core/clock";
import { useEnv, useScope, useWords } from "../core/env";
import { useKeptFocus } from "../core/focus";
import { Icon, type IconName } from "../core/icons";
import { filmKeys, keyHandler } from "../core/keymap";
import type { WidgetModel } from "../core/model";
import { useOnce } from "../player/once";
import { TimelineContext } from "./context";
import type { TrackKind } from "./film";
import { timelineKeys } from "./keys";
import { Lane } from "./lane";
import { NARROW, NARROW_BELOW, WIDE } from "./lanes";
import { Playhead } from "./playhead";
import { Ruler } from "./ruler";
import { TimelineState, type TimelineTraits } from "./state";
import timelineCss from "./timeline.css";
import { Corner, Tools } from "./tools";
import { timelineWords } from "./words";

export type { TimelineTraits };
export { timelineCss };

export interface TimelineProps {
  readonly model: WidgetModel<TimelineTraits>;
  /** The Studio's clock, shared with its player; alone, the timeline keeps its own. */
  readonly clock?: Clock;
  /** In the Studio: no frame of its own. */
  readonly embedded?: boolean;
  /** Segments lit from outside: a chip under the pointer. */
  readonly highlight?: ReadonlySignal<readonly string[]>;
  /** Cancel or Try again, beside what the preview is doing. */
  readonly statusAction?: ComponentChild;
}

const icons: Record<TrackKind, IconName> = { text: "text", video: "film", audio: "music", other: "grip" };

/** Ghosts of a film that is not there yet: about what six photos become. */
function Ghosts({ kind }: { kind: TrackKind }): VNode {
  const count = kind === "video" ? 8 : 1;
  return (
    <>
      {Array.from({ length: count }, (_, k) => (
        <i key={k} class="tl-ghost" data-kind={kind} style={{ "--k": k } as never} />
      ))}
    </>
  );
}

const none: readonly string[] = [];

export function Timeline({
  model,
  clock: given,
  embedded = false,
  highlight,
  statusAction,
}: TimelineProps): VNode {
  const t = useWords(timelineWords);
  const { announce } = useEnv();
  const scope = useScope();
  const clock = useMemo(() => given ?? createClock(), [given]);
  const state = useMemo(
    () => new TimelineState(model, clock, scope, given !== undefined),
    [model, clock, scope, given],
  );
  const section = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [font, setFont] = useState("sans-serif");

  useOnce(() => {
    if (!section.current || !scroller.current) return;
    setWidth(section.current.clientWidth);
    setFont(getComputedStyle(section.current).fontFamily);
    scope.resize(section.current, (box) => setWidth(box.width));
    state.attach(scroller.current, scope);
    // Not passive: a pinch, or a wheel with Ctrl, is the timeline's, and not the page's zoom.
    const wheel = (event: WheelEvent) => {
      if (!(event.ctrlKey || event.metaKey) || state.film.peek().duration <= 0) return;
      event.preventDefault();
      const box = scroller.current?.firstElementChild?.getBoundingClientRect();
      state.zoomBy(
        Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0025)),
        event.clientX - (box?.left ?? 0) - state.scroll,
      );
    };
    scope.listen<WheelEvent>(scroller.current, "wheel", wheel, { passive: false });
  });
  const scale = state.scale.value;
  useLayoutEffect(() => state.settle(), [scale.perSecond, state.content]);
  const focus = state.focus.value;
  useLayoutEffect(() => {
    const root = section.current?.getRootNode() as ShadowRoot | undefined;
    if (root?.activeElement?.getAttribute("role") !== "gridcell") return;
    section.current
      ?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]')
      ?.focus({ preventScroll: true });
  }, [focus]);

  useKeptFocus(section, '[role="gridcell"][tabindex="0"]', '[tabindex="0"]');

  const film = state.film.value;
  const narrow = width > 0 && width < NARROW_BELOW;
  const heights = narrow ? NARROW : WIDE;
  const lanes = state.rows.value;
  const lit = highlight?.value ?? none;
  const keys = useMemo(() => keyHandler(filmKeys, timelineKeys(state, announce)), [state, announce]);
  const tall = lanes.reduce((sum, row) => sum + heights[row.kind] + 4, -4);
  const classes = ["tl-timeline", !embedded && "alone", narrow && "narrow", film.duration <= 0 && "empty"];
  return (
    <TimelineContext.Provider value={state}>
      <section
        class={classes.filter(Boolean).join(" ")}
        ref={section}
        aria-label={t("timeline")}
        onKeyDown={keys}
      >
        {!narrow && <Tools action={statusAction} />}
        <div class="tl-body" style={{ "--lanes": `${tall}px` } as never}>
          <div class="tl-heads">
            <div class="tl-corner">{narrow && film.duration > 0 && <Corner />}</div>
            {lanes.map((row) => (
              <div
                key={row.track?.id ?? row.kind}
                class="tl-track"
                aria-hidden="true"
                data-kind={row.kind}
                style={{ height: `${heights[row.kind]}px` }}
                title={narrow ? t(row.kind) : undefined}
              >
                <Icon name={icons[row.kind]} />
                {!narrow && (
                  <span class="clip">
                    {row.kind === "other" ? row.track?.name || t("other") : t(row.kind)}
                  </span>
                )}
              </div>
            ))}
          </div>
          <div class={state.zoom.value === null ? "tl-scroller" : "tl-scroller zoomed"} ref={scroller}>
            <div
              class="tl-content"
              style={{ width: state.zoom.value === null ? "100%" : `${state.content}px` }}
            >
              <Ruler />
              <div class="tl-lanes" role="grid" aria-label={t("tracks")} aria-multiselectable="true">
                {lanes.map((row, place) =>
                  film.duration > 0 ? (
                    <Lane
                      key={row.track?.id ?? row.kind}
                      row={row}
                      place={place}
                      height={heights[row.kind]}
                      font={font}
                      lit={lit}
                    />
                  ) : (
                    <div
                      key={row.kind}
                      class="tl-lane"
                      data-kind={row.kind}
                      style={{ height: `${heights[row.kind]}px` }}
                    >
                      <Ghosts kind={row.kind} />
                    </div>
                  ),
                )}
              </div>
              <Playhead />
            </div>
          </div>
        </div>
      </section>
    </TimelineContext.Provider>
  );
}
