/**
 * What is worth drawing: the pieces of a lane inside the window, those too small to see joined to runs.
 *
 * Whatever the film's length, a lane of 1,400 px never draws more than some 250 boxes: 2,000 segments stay smooth.
 */

export interface Spanned {
  readonly start: number;
  readonly end: number;
}

/** Pieces `from` up to but without `to`, drawn as one box. */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** First place whose piece ends after `time`, by halving; pieces stand in order of their start. */
export function firstAfter(pieces: readonly Spanned[], time: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle] as Spanned).end > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Cut a lane's pieces between `from` and `to` seconds into boxes at least `least` seconds long.
 *
 * `same` says which neighbours may share a box (equal state, for instance); unequal ones never do.
 */
export function runs<T extends Spanned>(
  pieces: readonly T[],
  from: number,
  to: number,
  least: number,
  same: (a: T, b: T) => boolean = () => true,
): Run[] {
  const found: Run[] = [];
  let k = firstAfter(pieces, from);
  while (k < pieces.length) {
    const first = pieces[k] as T;
    if (first.start >= to) break;
    let last = k + 1;
    let end = first.end;
    while (last < pieces.length && end - first.start < least) {
      const next = pieces[last] as T;
      // A piece that can be seen on its own never goes into a run.
      if (!same(first, next) || next.end - next.start >= least) break;
      end = Math.max(end, next.end);
      last += 1;
    }
    found.push({ from: k, to: last, start: first.start, end });
    k = last;
  }
  return found;
}
