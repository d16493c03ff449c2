/** Which composition a width gets, and how high the picture is in it: a function of the width alone, so that no state moves anything. */

export type LayoutKind = "wide" | "beside" | "column" | "phone";

export interface Layout {
  kind: LayoutKind;
  /** Height of the picture, px. */
  picture: number;
}

const talkWide = 360;
const photosWide = 290;
const talkBeside = 306;
const tallest = 420;

export function layoutOf(width: number): Layout {
  // Until it is measured (a hidden cell), the usual notebook's width.
  const w = width > 0 ? width : 900;
  const sixteenNine = (px: number) => Math.round((px * 9) / 16);
  if (w >= 1200)
    return { kind: "wide", picture: Math.min(tallest, sixteenNine(w - photosWide - talkWide - 2)) };
  if (w >= 760) return { kind: "beside", picture: Math.min(tallest, sixteenNine(w - talkBeside - 1)) };
  if (w >= 480) return { kind: "column", picture: sixteenNine(w) };
  return { kind: "phone", picture: Math.max(176, sixteenNine(w)) };
}
