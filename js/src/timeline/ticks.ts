/** The ruler: which seconds carry a number, and which a small mark between. */

/** Labelled step in seconds, and into how many small marks it is cut. Round to people, not to ten. */
const STEPS: readonly (readonly [step: number, parts: number])[] = [
  [0.1, 2],
  [0.2, 2],
  [0.5, 5],
  [1, 4],
  [2, 4],
  [5, 5],
  [10, 5],
  [15, 3],
  [30, 3],
  [60, 4],
  [120, 4],
  [300, 5],
  [600, 5],
  [900, 3],
  [1800, 3],
  [3600, 4],
  [7200, 4],
  [14400, 4],
  [43200, 4],
  [86400, 4],
];
/** Room a label wants: "0:00" at 11 px is 24 px; air makes it readable at a glance. */
const LABEL = 64;
const MARK = 7;

export interface Grid {
  readonly step: number;
  readonly parts: number;
}

/** The finest grid whose labels still have air at this many pixels a second. */
export function grid(perSecond: number): Grid {
  const found =
    STEPS.find(([step]) => step * perSecond >= LABEL) ??
    (STEPS[STEPS.length - 1] as readonly [number, number]);
  const [step, parts] = found;
  return { step, parts: (step / parts) * perSecond >= MARK ? parts : 1 };
}

export interface Tick {
  readonly time: number;
  readonly major: boolean;
}

/** Ticks from `from` to `to` seconds, both included; counted in whole marks so that they never drift. */
export function ticks({ step, parts }: Grid, from: number, to: number): Tick[] {
  const found: Tick[] = [];
  const mark = step / parts;
  for (let k = Math.max(0, Math.ceil(from / mark - 1e-9)); k * mark <= to + 1e-9; k += 1) {
    found.push({ time: (k * step) / parts, major: k % parts === 0 });
  }
  return found;
}
