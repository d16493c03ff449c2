/** Dragging the playhead: by the ruler, by its head, or by an empty lane; it holds to edges unless Alt is down. */

import type { Scope } from "../core/scope";
import { frameAt, seekTime } from "../player/frames";
import { toTime } from "./scale";
import { places, snap } from "./snap";
import type { TimelineState } from "./state";

/** Weaker than a trim's pull: a scrub wants to pass edges, not to stop at each. */
const PULL = 5;
/** Nearer to an edge of the window than this, a dragged playhead scrolls it. */
const EDGE = 24;

export function scrub(event: PointerEvent, state: TimelineState, scope: Scope): void {
  if (event.button !== 0 || state.film.peek().duration <= 0) return;
  const lane = (event.currentTarget as HTMLElement).closest(".tl-content");
  if (!(lane instanceof HTMLElement)) return;
  const { clock } = state;
  const film = state.film.peek();
  const inner = scope.child();
  const edges = places(film);
  const move = (at: PointerEvent) => {
    const scale = state.scale.peek();
    const time = toTime(scale, at.clientX - lane.getBoundingClientRect().left);
    const held = state.snapping.peek() && !at.altKey ? snap(time, edges, PULL / scale.perSecond) : time;
    const frame = frameAt(Math.max(0, Math.min(held, film.duration)), film.fps);
    clock.seek(Math.min(seekTime(frame, film.fps), film.duration));
    state.reveal(clock.time.peek(), clock.time.peek(), EDGE);
  };
  const end = () => {
    clock.scrubbing.value = false;
    inner.dispose();
  };
  const target = event.currentTarget as HTMLElement;
  target.setPointerCapture?.(event.pointerId);
  clock.scrubbing.value = true;
  move(event);
  inner.listen<PointerEvent>(target, "pointermove", move);
  for (const over of ["pointerup", "pointercancel", "lostpointercapture"]) inner.listen(target, over, end);
}
