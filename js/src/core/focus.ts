/** Focus that stays: when what holds it goes away, a neighbour takes it, and the widget's keys go on working. */
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** Call in the component whose render takes the focused element away; `next` is the first selector that is there. */
export function useKeptFocus(box: RefObject<HTMLElement | null>, ...next: string[]): void {
  // Seen before the page is changed: afterwards nothing says where the focus was.
  const active = (box.current?.getRootNode() as ShadowRoot | undefined)?.activeElement;
  const held = active && box.current?.contains(active) ? active : null;
  useLayoutEffect(() => {
    if (!held || held.isConnected) return;
    for (const selector of next) {
      const there = box.current?.querySelector<HTMLElement>(selector);
      if (!there) continue;
      there.focus({ preventScroll: true });
      return;
    }
  });
}
