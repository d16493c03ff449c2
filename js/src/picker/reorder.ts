/** Dragging tiles by mouse, pen or held finger: what is carried, over which gap, and where the pointer is. */
import { type Signal, signal } from "@preact/signals";
import type { Scope } from "../core/scope";

export interface Carry {
  ids: string[];
  gap: number;
  x: number;
  y: number;
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The gap (0 before the first, n after the last) nearest to a point, rows first. */
export function gapAt(boxes: readonly Box[], x: number, y: number): number {
  if (boxes.length === 0) return 0;
  const distance = (box: Box) => Math.max(box.top - y, y - box.bottom, 0);
  const nearest = boxes.reduce((best, box) => (distance(box) < distance(best) ? box : best));
  const row = boxes
    .map((box, index) => ({ box, index }))
    .filter(({ box }) => Math.abs(box.top - nearest.top) < 4);
  const after = row.filter(({ box }) => (box.left + box.right) / 2 < x);
  return after.length > 0 ? after.at(-1)!.index + 1 : row[0]!.index;
}

export interface ReorderOptions {
  list: HTMLElement;
  /** Ids that go when this one is grabbed. */
  carried(id: string): string[];
  drop(ids: string[], gap: number): void;
  scope: Scope;
}

const startAfterPx = 5;
const holdMs = 300;

export function reorder({ list, carried, drop, scope }: ReorderOptions): Signal<Carry | null> {
  const carry = signal<Carry | null>(null);
  const tiles = () => [...list.querySelectorAll<HTMLElement>("[data-id]")];
  const follow = (event: PointerEvent, ids: string[]) => {
    const home = list.getBoundingClientRect();
    // Near an edge the sheet scrolls under the pointer.
    const edge = 24;
    if (event.clientY < home.top + edge) list.scrollTop -= 8;
    else if (event.clientY > home.bottom - edge) list.scrollTop += 8;
    const boxes = tiles().map((tile) => tile.getBoundingClientRect());
    carry.value = {
      ids,
      gap: gapAt(boxes, event.clientX, event.clientY),
      x: event.clientX - home.left,
      y: event.clientY - home.top,
    };
  };
  scope.listen<PointerEvent>(list, "pointerdown", (down) => {
    const tile = (down.target as Element).closest<HTMLElement>("[data-id]");
    if (!tile || down.button !== 0) return;
    const inner = scope.child();
    const ids = carried(tile.dataset.id!);
    const touch = down.pointerType === "touch";
    let last = down;
    const begin = () => {
      list.setPointerCapture(down.pointerId);
      follow(last, ids);
    };
    if (touch) inner.timeout(holdMs, begin);
    inner.listen<PointerEvent>(list, "pointermove", (event) => {
      if (event.pointerId !== down.pointerId) return;
      last = event;
      const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > startAfterPx;
      if (carry.value) follow(event, ids);
      else if (far && touch)
        inner.dispose(); // the finger scrolls
      else if (far) begin();
    });
    // Without this the finger would scroll the page away under the carried tile.
    inner.listen(list, "touchmove", (event) => carry.value && event.preventDefault(), { passive: false });
    const end = (kept: boolean) => {
      const carrying = carry.value;
      carry.value = null;
      inner.dispose();
      if (carrying && kept) drop(carrying.ids, carrying.gap);
    };
    inner.listen<PointerEvent>(list, "pointerup", (event) => event.pointerId === down.pointerId && end(true));
    inner.listen<PointerEvent>(
      list,
      "pointercancel",
      (event) => event.pointerId === down.pointerId && end(false),
    );
    inner.listen<KeyboardEvent>(list, "keydown", (event) => {
      if (event.key !== "Escape" || !carry.value) return;
      event.preventDefault();
      event.stopPropagation();
      end(false);
    });
  });
  return carry;
}
