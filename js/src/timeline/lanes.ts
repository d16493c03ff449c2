/** Sizes of the lanes, px: shared by the stylesheet, which gets them as variables, and by what is drawn into them. */

import type { TrackKind } from "./film";

export type Heights = Readonly<Record<TrackKind, number>>;

export const WIDE: Heights = { text: 24, video: 56, audio: 40, other: 24 };
export const NARROW: Heights = { text: 24, video: 44, audio: 30, other: 24 };
/** Below this the labels of the lanes go, and the tools into one menu. */
export const NARROW_BELOW = 640;
/** Narrower boxes are drawn as one: below 6 px there is neither a picture nor an edge to take hold of. */
export const LEAST_BOX = 6;
/** Room between boxes, px. */
export const GAP = 2;
