/** A clip of the video lane: thumbnails that fill it evenly, its name on a plate if it fits, grips when it is selected. */

import type { VNode } from "preact";
import { useTimeline } from "./context";
import { type Segment, title } from "./film";
import { joinForm } from "./joins";
import { textWidth } from "./measure";
import { veils } from "./render";
import { toPx, toTime } from "./scale";
import { tiles } from "./tiles";

const PLATE_FONT = "400 11px";
/** Plate's own padding and its distance from the clip's edges, px. */
const PLATE_ROOM = 22;

interface FilmstripProps {
  readonly segment: Segment;
  readonly width: number;
  readonly height: number;
  /** The part in sight, px of the clip. */
  readonly from: number;
  readonly to: number;
}

function Filmstrip({ segment, width, height, from, to }: FilmstripProps): VNode | null {
  const state = useTimeline();
  const { digest, media } = segment;
  if (!digest) return null;
  const film = state.film.value;
  // A still picture has one thumbnail, a moving one a moment for each tile, in steps of half a second.
  const moment = (at: number) =>
    media === "video" ? Math.round(at * segment.duration * segment.speed * 2) / 2 : 0;
  const first = state.stills.get(digest, 0).value;
  const aspect = first?.aspect ?? film.width / film.height;
  return (
    <>
      {tiles(width, height, aspect, Math.max(0, from), Math.min(width, to)).map((tile) => {
        const still = state.stills.get(digest, moment(tile.at)).value ?? first;
        return (
          still && (
            <i
              key={tile.at}
              class="tl-tile"
              style={{
                left: `${tile.left}px`,
                width: `${tile.width + 0.5}px`,
                backgroundImage: `url(${still.url})`,
              }}
            />
          )
        );
      })}
    </>
  );
}

export interface ClipProps extends FilmstripProps {
  readonly font: string;
  /** Seconds of the film at the clip's visible left edge. */
  readonly start: number;
}

/** Over what is not rendered yet, beneath the name: it recedes as chunks come. */
function Veil({ start, width }: { start: number; width: number }): VNode {
  const state = useTimeline();
  const scale = state.scale.value;
  const end = start + toTime(scale, width);
  return (
    <>
      {veils(state.chunks.value)
        .filter((veil) => veil.start < end && veil.end > start)
        .map((veil) => {
          const left = toPx(scale, Math.max(0, veil.start - start));
          return (
            <i
              key={Math.round(veil.end * 1000)}
              class="tl-veil"
              style={{
                left: `${left}px`,
                width: `${toPx(scale, Math.min(end, veil.end) - start) - left + 1}px`,
              }}
            />
          );
        })}
    </>
  );
}

export function Clip(props: ClipProps): VNode {
  const { segment, width, font } = props;
  const state = useTimeline();
  const name = title(segment);
  // Clear of the mark, or of the drawn overlap, of the join that leads into it.
  const overlap = (toPx(state.scale.value, segment.join?.duration ?? 0) || 0) / 2;
  const inset =
    segment.join && joinForm(state.scale.value.perSecond, segment.join.duration, width) === "overlap"
      ? overlap + 5
      : 5;
  const fits = width >= textWidth(name, `${PLATE_FONT} ${font}`) + PLATE_ROOM + inset - 5;
  return (
    <>
      <Filmstrip {...props} />
      <Veil start={props.start} width={width} />
      {fits && name && (
        <span class="tl-plate" style={inset > 5 ? { marginLeft: `${inset}px` } : undefined}>
          {name}
        </span>
      )}
    </>
  );
}
