/** How many columns, and what shape of picture, show all photos of a sheet at once and as large as may be. */

export interface Fit {
  columns: number;
  /** Width over height of a picture. */
  shape: number;
}

export const gap = 12;
/** The line under a picture: 4 + 16, and 1 of rounding. */
const caption = 21;
const shapes = [5 / 4, 4 / 3, 3 / 2, 16 / 9];
const smallest = 84;
const largest = 264;

/** Room inside the padding. Where nothing fits, columns of a good size, and the sheet scrolls. */
export function fitSheet(count: number, width: number, height: number): Fit {
  let best: Fit | undefined;
  let bestScore = 0;
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const tile = (width - gap * (columns - 1)) / columns;
    if (tile > largest && columns < count) continue;
    if (tile < smallest) break;
    const rows = Math.ceil(count / columns);
    for (const shape of shapes) {
      const high = rows * (Math.min(tile, largest) / shape + caption) + gap * (rows - 1);
      if (high > height) continue;
      // A last row with holes looks unfinished: it counts as if the pictures were that much smaller.
      const full = count / (rows * columns);
      const score = (Math.min(tile, largest) ** 2 / shape) * full ** 2;
      if (score > bestScore) [best, bestScore] = [{ columns, shape }, score];
    }
  }
  if (best) return best;
  const wanted = width < 400 ? 96 : 104;
  return { columns: Math.max(1, Math.floor((width + gap) / (wanted + gap))), shape: 5 / 4 };
}
