/** How wide words are in the host's own typeface: measured once each, so that a name is shown whole or not at all. */

const known = new Map<string, number>();
let context: CanvasRenderingContext2D | null | undefined;

/** Width in px; a rough count where there is no canvas. */
export function textWidth(text: string, font: string): number {
  const key = `${font}|${text}`;
  const width = known.get(key);
  if (width !== undefined) return width;
  if (context === undefined) context = document.createElement("canvas").getContext("2d");
  let measured: number;
  if (context) {
    context.font = font;
    measured = context.measureText(text).width;
  } else measured = [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12 : 6.5), 0);
  // Film names repeat, captions do not: start again rather than grow.
  if (known.size > 4000) known.clear();
  known.set(key, measured);
  return measured;
}
