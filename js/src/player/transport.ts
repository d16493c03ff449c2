/** The film's transport: play, step, jump and speed on the clock; the player's and the timeline's keys both end here. */

import type { Clock } from "../core/clock";
import { type FilmCommand, keyTarget } from "../core/keymap";
import { frameAt, seekTime, stepped } from "./frames";

export const RATES = [0.25, 0.5, 1, 1.5, 2, 4] as const;

export interface Rate {
  value: number;
  peek(): number;
}

const rates = new WeakMap<Clock, Rate>();

/** A player says whose speed goes with its clock, so that the timeline's J and L reach it. */
export function offerRate(clock: Clock, rate: Rate): void {
  rates.set(clock, rate);
}

/** The next speed in the ladder, up or down; the same at its ends. */
export function nextRate(rate: number, by: 1 | -1): number {
  const steps: readonly number[] = by > 0 ? RATES : [...RATES].reverse();
  return steps.find((step) => (by > 0 ? step > rate : step < rate)) ?? rate;
}

type Handler = (event: KeyboardEvent) => boolean | undefined;

/** Buttons and lists keep Space, sliders keep their arrows: what has focus comes before the film. */
function belongsTo(event: KeyboardEvent, selector: string): boolean {
  const target = keyTarget(event);
  return target instanceof Element && target.closest(selector) !== null;
}
const PRESSABLE = "button, summary, a[href], [role=button], [role^=menuitem], [role=tab], [role=option]";
const ARROWED = "input[type=range]:not([data-seek]), [role=menu], [role=listbox], [role=tablist]";

/** Handlers of the film's transport keys for {@link keyHandler}. */
export function transport(clock: Clock, fps: () => number): Partial<Record<FilmCommand, Handler>> {
  const step = (by: number) => () => {
    clock.playing.value = false;
    clock.seek(stepped(clock.time.peek(), by, fps(), clock.duration.peek()));
    return true;
  };
  const jump =
    (to: (now: number) => number): Handler =>
    (event) => {
      if (belongsTo(event, ARROWED)) return false;
      clock.seek(Math.max(0, to(clock.time.peek())));
      return true;
    };
  const last = () => seekTime(Math.max(0, frameAt(clock.duration.peek(), fps()) - 1), fps());
  return {
    // Where there is no player nothing can play: the key is left to whoever else wants it.
    play: (event) => {
      if (!rates.has(clock)) return false;
      if (event.key === " " && belongsTo(event, PRESSABLE)) return false;
      clock.playing.value = !clock.playing.peek();
      return true;
    },
    framePrevious: step(-1),
    frameNext: step(1),
    left: jump((now) => now - 1),
    right: jump((now) => Math.min(now + 1, last())),
    start: jump(() => 0),
    end: jump(last),
    back: () => {
      const rate = rates.get(clock);
      if (rate && clock.playing.peek() && rate.peek() > 1) rate.value = nextRate(rate.peek(), -1);
      else clock.seek(Math.max(0, clock.time.peek() - 10));
      return true;
    },
    faster: () => {
      const rate = rates.get(clock);
      if (!rate) return false;
      if (clock.playing.peek()) rate.value = nextRate(rate.peek(), 1);
      else clock.playing.value = true;
      return true;
    },
  };
}
