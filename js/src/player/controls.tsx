/** The row under the picture: transport at the left, sound and view at the right; what has no room goes into one menu. */

import type { ReadonlySignal } from "@preact/signals";
import { useComputed } from "@preact/signals";
import type { VNode } from "preact";
import type { Clock } from "../core/clock";
import { Button, Menu, type MenuItem } from "../core/controls";
import { useWords } from "../core/env";
import { formatTime } from "../core/time";
import { commonWords } from "../core/words";
import type { FilmInfo } from "./fragments";
import { stepped } from "./frames";
import { SeekBar } from "./seek";
import { flip, put, type Settings } from "./settings";
import { RATES } from "./transport";
import { playerWords } from "./words";

export interface ControlsProps {
  readonly film: FilmInfo | null;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly embedded: boolean;
  readonly width: number;
  readonly full: ReadonlySignal<boolean>;
  readonly canSave: boolean;
  onFull(): void;
  onSnapshot(): void;
  onSave(): void;
}

const times = (rate: number): string => `${rate}×`;

function Time({ clock }: { clock: Clock }): VNode {
  const now = useComputed(() => formatTime(clock.time.value, { tenths: true }));
  const total = useComputed(() => formatTime(clock.duration.value, { tenths: true }));
  return (
    <span class="pl-time num">
      <b>{now}</b> / {total}
    </span>
  );
}

/** Quarter second of patience: a volume is heard while it is dragged, not after. */
function Volume({ settings, slider }: { settings: Settings; slider: boolean }): VNode {
  const t = useWords(playerWords);
  const { volume, muted } = settings;
  const silent = muted.value || volume.value === 0;
  const level = muted.value ? 0 : volume.value;
  return (
    <span class="pl-volume">
      <Button
        label={t(silent ? "unmute" : "mute")}
        icon={silent ? "speakerOff" : "speaker"}
        only
        variant="quiet"
        hint="M"
        onClick={() => {
          muted.value = !silent;
          if (silent && volume.peek() === 0) volume.value = 0.5;
        }}
      />
      {slider && (
        <input
          class="range"
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={level}
          style={{ "--share": level } as never}
          aria-label={t("volume")}
          aria-valuetext={`${Math.round(level * 100)} %`}
          onInput={(event) => {
            volume.value = Number(event.currentTarget.value);
            muted.value = false;
          }}
        />
      )}
    </span>
  );
}

export function Controls(props: ControlsProps): VNode {
  const { film, clock, settings, embedded, width, full, canSave } = props;
  const t = useWords(playerWords);
  const common = useWords(commonWords);
  const playing = clock.playing.value;
  const step = (by: number) => () => {
    clock.playing.value = false;
    clock.seek(stepped(clock.time.peek(), by, film?.fps ?? 30, clock.duration.peek()));
  };
  const { rate, loop, captions } = settings;
  const narrow = width > 0 && width < 480;
  const inRow = !embedded && width >= 640;

  const extras: MenuItem[] = [
    { label: t("loop"), checked: loop.value, run: flip(loop) },
    ...(film?.captions
      ? [
          {
            label: t("captions"),
            checked: captions.value,
            run: flip(captions),
          },
        ]
      : []),
    { label: t("framePrevious"), hint: ",", divided: true, run: step(-1) },
    { label: t("frameNext"), hint: ".", run: step(1) },
    { label: t("snapshot"), icon: "camera" as const, run: props.onSnapshot },
    ...(canSave ? [{ label: t("save"), icon: "download" as const, run: props.onSave }] : []),
  ];

  return (
    <div class={`pl-controls ${narrow ? "narrow" : ""}`} role="group" aria-label={t("player")}>
      {!embedded && !inRow && film && <SeekBar film={film} clock={clock} thin={false} />}
      <div class="pl-controls-row">
        {!narrow && (
          <Button
            label={t("framePrevious")}
            icon="stepBack"
            only
            variant="quiet"
            hint=","
            disabled={!film}
            onClick={step(-1)}
          />
        )}
        <Button
          label={t(playing ? "pause" : "play")}
          icon={playing ? "pause" : "play"}
          only
          variant="quiet"
          class="pl-play"
          hint="K"
          disabled={!film}
          onClick={flip(clock.playing)}
        />
        {!narrow && (
          <Button
            label={t("frameNext")}
            icon="stepOn"
            only
            variant="quiet"
            hint="."
            disabled={!film}
            onClick={step(1)}
          />
        )}
        <Time clock={clock} />
        {inRow && film ? <SeekBar film={film} clock={clock} thin={false} /> : <span class="spacer" />}
        <Volume settings={settings} slider={width >= (inRow ? 760 : 540)} />
        <select
          class="pl-speed num"
          aria-label={t("speed")}
          title={t("speed")}
          value={String(rate.value)}
          onChange={(event) => put(rate)(Number(event.currentTarget.value))}
        >
          {RATES.map((value) => (
            <option key={value} value={String(value)}>
              {times(value)}
            </option>
          ))}
        </select>
        {narrow ? (
          <Menu
            button={{ label: common("more"), icon: "more", only: true, variant: "quiet" }}
            items={extras}
            above
          />
        ) : (
          <>
            <Button
              label={t("loop")}
              icon="loop"
              only
              variant="quiet"
              pressed={loop.value}
              onClick={flip(loop)}
            />
            {film?.captions && (
              <Button
                label={t("captions")}
                icon="captions"
                only
                variant="quiet"
                pressed={captions.value}
                onClick={flip(captions)}
              />
            )}
            <Button
              label={t("snapshot")}
              icon="camera"
              only
              variant="quiet"
              disabled={!film}
              onClick={props.onSnapshot}
            />
            {canSave && (
              <Button label={t("save")} icon="download" only variant="quiet" onClick={props.onSave} />
            )}
          </>
        )}
        <Button
          label={t(full.value ? "leaveFullscreen" : "fullscreen")}
          icon={full.value ? "fullscreenExit" : "fullscreen"}
          only
          variant="quiet"
          hint="F"
          onClick={props.onFull}
        />
      </div>
    </div>
  );
}
