/** The timeline's keys: the film's transport, zoom, and what a hand can do to what is selected. */

import { type FilmCommand, keyTarget } from "../core/keymap";
import { transport } from "../player/transport";
import { cut, moving, removing, splitting, trimming } from "./edits";
import type { TimelineState } from "./state";

type Handlers = Partial<Record<FilmCommand, (event: KeyboardEvent) => boolean | undefined>>;

const inLanes = (event: KeyboardEvent): boolean => {
  const target = keyTarget(event);
  return target instanceof Element && target.closest("[role=gridcell]") !== null;
};

export function timelineKeys(state: TimelineState, announce: (text: string) => void): Handlers {
  const moves = transport(state.clock, () => state.film.peek().fps);
  const selected = () => state.found.peek().get(state.selection.peek()[0] ?? "");
  const done = (run: () => void) => () => {
    run();
    return true;
  };

  /** Along the lane, or to the piece of another lane that stands at the same time. */
  const go = (along: number, across: number): boolean => {
    const lanes = state.rows.peek().flatMap(({ track }) => (track?.segments.length ? [track] : []));
    const here = state.found.peek().get(state.focus.peek());
    const lane = here ? lanes.indexOf(here.track) : 0;
    const row = lanes[Math.max(0, Math.min(lanes.length - 1, lane + across))];
    if (!row) return false;
    const at = here ? (here.segment.start + here.segment.end) / 2 : 0;
    const near = across && row !== here?.track ? row.segments.findIndex(({ end }) => end > at) : -1;
    const from =
      across && row !== here?.track ? (near < 0 ? row.segments.length - 1 : near) : (here?.index ?? 0);
    const segment = row.segments[Math.max(0, Math.min(row.segments.length - 1, from + along))];
    if (!segment) return false;
    state.reveal(segment.start, segment.end);
    state.select([segment.id]);
    return true;
  };

  const shift = (by: number) => (): boolean => {
    const found = selected();
    if (found?.track.kind !== "video" || !state.editable.peek()) return false;
    const edit = moving(state.film.peek(), found.segment.id, found.index + by);
    state.edit(edit);
    if (edit) announce(String(found.index + by + 1));
    return true;
  };

  const trim = (side: "start" | "end") => (): boolean => {
    const found = selected();
    const now = state.clock.time.peek();
    if (!found || now <= found.segment.start || now >= found.segment.end) return false;
    const { start, end } = found.segment;
    state.edit(side === "start" ? trimming(found, now, end) : trimming(found, start, now));
    return true;
  };

  return {
    ...moves,
    left: (event) => (inLanes(event) ? go(-1, 0) : moves.left?.(event)),
    right: (event) => (inLanes(event) ? go(1, 0) : moves.right?.(event)),
    up: (event) => inLanes(event) && go(0, -1),
    down: (event) => inLanes(event) && go(0, 1),
    cutPrevious: done(() => state.clock.seek(cut(state.film.peek(), state.clock.time.peek(), -1))),
    cutNext: done(() => state.clock.seek(cut(state.film.peek(), state.clock.time.peek(), 1))),
    zoomIn: done(() => state.zoomBy(1.6)),
    zoomOut: done(() => state.zoomBy(1 / 1.6)),
    fit: done(() => state.fit()),
    snap: done(() => {
      state.snapping.value = !state.snapping.peek();
    }),
    split: done(() =>
      state.edit(splitting(state.film.peek(), state.selection.peek(), state.clock.time.peek())),
    ),
    remove: () => {
      const edit = removing(state.selection.peek());
      state.edit(edit);
      return edit !== null;
    },
    moveLeft: shift(-1),
    moveRight: shift(1),
    trimStart: trim("start"),
    trimEnd: trim("end"),
    selectAll: done(() => {
      state.selection.value =
        state.film
          .peek()
          .tracks.find(({ kind }) => kind === "video")
          ?.segments.map(({ id }) => id) ?? [];
    }),
    escape: () => {
      const any = state.selection.peek().length > 0 || state.join.peek() !== "";
      state.select([]);
      return any;
    },
  };
}
