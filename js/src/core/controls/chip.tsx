/** What changed, in one small label: the track's icon, the name, the value; a button when it can take you there. */
import type { VNode } from "preact";
import { Icon, trackIcon } from "../icons";

export interface ChipData {
  track: string;
  name: string;
  value?: string;
  start?: number | null;
  end?: number | null;
  segments?: string[];
}

export interface ChipProps {
  chip: ChipData;
  fresh?: boolean;
  /** Words alone, without a track's icon. */
  plain?: boolean;
  onJump?: ((chip: ChipData) => void) | undefined;
  onHover?: ((chip: ChipData | null) => void) | undefined;
}

/** Where there is no room for both, the shorter of name and value stays whole and the longer is cut. */
const wholeBelow = 16;

export function Chip({ chip, fresh = false, plain = false, onJump, onHover }: ChipProps): VNode {
  const { name, value = "" } = chip;
  const keeps = (text: string, other: string) =>
    text.length < wholeBelow && text.length <= other.length ? "0" : undefined;
  const inside = (
    <>
      {!plain && <Icon name={trackIcon(chip.track)} />}
      <span class="clip" style={{ flexShrink: keeps(name, value) }}>
        {name}
      </span>
      {value && (
        <span class="value" title={value} style={{ flexShrink: keeps(value, name) }}>
          {value}
        </span>
      )}
    </>
  );
  const classes = fresh ? "chip fresh" : "chip";
  if (!onJump) {
    return (
      <span class={classes} data-track={chip.track}>
        {inside}
      </span>
    );
  }
  return (
    <button
      type="button"
      class={classes}
      data-track={chip.track}
      onClick={() => onJump(chip)}
      onPointerEnter={() => onHover?.(chip)}
      onPointerLeave={() => onHover?.(null)}
      onFocus={() => onHover?.(chip)}
      onBlur={() => onHover?.(null)}
    >
      {inside}
    </button>
  );
}
