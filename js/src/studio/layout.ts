/** Which composition a width gets, and how high the picture is in it: a function of the width alone, so that no state moves anything. */

export type LayoutKind = "wide" | "beside" | "column" | "phone";

export interface Layout {
  kind: LayoutKind;
  /** Height of the picture, px. */
  picture: number;
  /** Widths of photos and conversation where they stand beside it, px. */
  photos: number;
  talk: number;
}

const talkWide = 360;
const photosWide = 290;
const talkBeside = 306;
/** A notebook's window shows some 700 px of a cell; head, controls and timeline take 285 of them. */
const tallest = 420;
const hairlines = 2;

export function layoutOf(width: number): Layout {
  // Until it is measured (a hidden cell), the usual notebook's width.
  const w = width > 0 ? width : 900;
  const sixteenNine = (px: number) => Math.round((px * 9) / 16);
  if (w >= 1200) {
    // The picture keeps its shape: what it does not take goes to its neighbours, not to black bars.
    const spare = Math.max(0, w - hairlines - photosWide - talkWide - Math.round((tallest * 16) / 9));
    const photos = photosWide + Math.round(spare * 0.55);
    const talk = talkWide + spare - (photos - photosWide);
    return {
      kind: "wide",
      picture: Math.min(tallest, sixteenNine(w - hairlines - photos - talk)),
      photos,
      talk,
    };
  }
  const rest = { photos: photosWide, talk: talkBeside };
  if (w >= 760) return { kind: "beside", picture: sixteenNine(w - hairlines - talkBeside), ...rest };
  if (w >= 480) return { kind: "column", picture: sixteenNine(w - hairlines), ...rest };
  return { kind: "phone", picture: Math.max(176, sixteenNine(w - hairlines)), ...rest };
}
