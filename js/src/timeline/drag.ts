/** A hand on a segment: a press selects, a drag moves it, a drag of a grip trims it; it is shown as it would be. */

import type { Scope } from "../core/scope";
import { moving, placeFor, SHORTEST, trimming } from "./edits";
import type { Segment } from "./film";
import { toTime } from "./scale";
import { PULL, places, snap } from "./snap";
import type { Drag, TimelineState } from "./state";
import type { Run } from "./window";

/** A press may tremble so much and is still a press, px. */
const TREMBLE = 4;

function kindOf(event: PointerEvent, state: TimelineState, id: string): Drag["kind"] {
  const grip = (event.target as HTMLElement).dataset.grip;
  if (grip === "start" || grip === "end") return grip;
  return state.found.peek().get(id)?.track.kind === "video" ? "move" : "slide";
}

/** Where a segment stands while it is dragged `by` seconds. */
export function dragged(
  kind: Drag["kind"],
  { start, end }: Segment,
  by: number,
  limit: number,
  hold: (time: number) => number,
): { start: number; end: number } {
  if (kind === "end") return { start, end: Math.max(start + SHORTEST, hold(end + by)) };
  if (kind === "start") return { start: Math.min(end - SHORTEST, Math.max(0, hold(start + by))), end };
  if (kind === "move") return { start: start + by, end: end + by };
  const length = end - start;
  const left = Math.max(0, Math.min(Math.max(0, limit - length), start + by));
  // Either end takes hold; the start if both would.
  const atStart = hold(left);
  const held = Math.max(0, atStart === left ? hold(left + length) - length : atStart);
  return { start: held, end: held + length };
}

function choose(event: PointerEvent, state: TimelineState, id: string): void {
  const now = state.selection.peek();
  if (!(event.shiftKey || event.ctrlKey || event.metaKey)) {
    if (now.length !== 1 || now[0] !== id) state.select([id]);
  } else state.select(now.includes(id) ? now.filter((other) => other !== id) : [...now, id]);
}

/** Follow a press on a box: `segment` is null for a run of boxes too narrow to tell apart, which is zoomed into. */
export function grab(
  event: PointerEvent,
  state: TimelineState,
  scope: Scope,
  segment: Segment | null,
  box: Run,
): void {
  if (event.button !== 0) return;
  const target = event.currentTarget as HTMLElement;
  const lane = target.closest(".tl-content") as HTMLElement;
  const at = (x: number) => x - lane.getBoundingClientRect().left;
  if (!segment) {
    const before = state.scale.peek().perSecond;
    const count = box.to - box.from;
    state.zoomBy(
      Math.max(2, (40 * count) / Math.max(1, (box.end - box.start) * before)),
      at(event.clientX) - state.scroll,
    );
    return;
  }
  const wasSelected = state.selection.peek().includes(segment.id);
  choose(event, state, segment.id);
  const found = state.found.peek().get(segment.id);
  const film = state.film.peek();
  const from = event.clientX;
  const kind = kindOf(event, state, segment.id);
  // A finger on a clip that is not selected scrolls the lanes; on a selected one it drags.
  const may =
    state.editable.peek() &&
    found &&
    found.track.kind !== "other" &&
    (event.pointerType !== "touch" || wasSelected);
  const edges = places(film, state.clock.time.peek()).filter(
    (time) => time !== segment.start && time !== segment.end,
  );
  const inner = scope.child();
  let moved = false;
  // At once: a quick hand has left the box before it has moved four pixels.
  target.setPointerCapture?.(event.pointerId);
  const move = (now: PointerEvent) => {
    if (!may || (!moved && Math.abs(now.clientX - from) < TREMBLE)) return;
    moved = true;
    const scale = state.scale.peek();
    const free = !state.snapping.peek() || now.altKey;
    const hold = (time: number) => (free ? time : snap(time, edges, PULL / scale.perSecond));
    const place = dragged(kind, segment, toTime(scale, now.clientX - from), film.duration, hold);
    const to = kind === "move" ? placeFor(film, segment.id, (place.start + place.end) / 2) : 0;
    state.drag.value = { id: segment.id, kind, ...place, to };
  };
  const end = (last: PointerEvent) => {
    const drag = state.drag.peek();
    state.drag.value = null;
    inner.dispose();
    if (last.type !== "pointerup") return;
    if (moved && drag && found) {
      state.edit(
        drag.kind === "move" ? moving(film, drag.id, drag.to) : trimming(found, drag.start, drag.end),
      );
    } else if (!moved && !state.clock.playing.peek() && !last.shiftKey && !last.ctrlKey && !last.metaKey) {
      state.clock.seek(toTime(state.scale.peek(), at(last.clientX)));
    }
  };
  inner.listen<PointerEvent>(target, "pointermove", move);
  for (const over of ["pointerup", "pointercancel"]) inner.listen<PointerEvent>(target, over, end);
}
