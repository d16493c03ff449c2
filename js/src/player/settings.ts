/** The player's settings: owned by the page, told to the kernel, and taken from it when it changes them. */

import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Clock } from "../core/clock";
import { useScope } from "../core/env";
import type { WidgetModel } from "../core/model";
import { useOnce } from "./once";
import { Report } from "./report";
import { offerRate } from "./transport";

export interface PlayerTraits {
  language: string;
  film: unknown;
  poster: string;
  position: number;
  playing: boolean;
  volume: number;
  muted: boolean;
  rate: number;
  loop: boolean;
  report_position: boolean;
  /** Why nothing plays, a sentence of the kernel's. */
  error: string;
}

export interface Settings {
  readonly volume: Signal<number>;
  readonly muted: Signal<boolean>;
  readonly rate: Signal<number>;
  readonly loop: Signal<boolean>;
  readonly captions: Signal<boolean>;
}

/** A setter, to be handed on. */
export const put =
  <T>(target: Signal<T>) =>
  (value: T): void => {
    target.value = value;
  };

/** A toggle, to be handed on. */
export const flip = (target: Signal<boolean>) => (): void => {
  target.value = !target.peek();
};

/** The settings of one view: other views of the same model, and the kernel, are heard and told. */
export function useSettings(model: WidgetModel<PlayerTraits>, clock: Clock): Settings {
  const scope = useScope();
  const listened = model.trait("report_position", false);
  const settings: Settings = {
    volume: useSignal(model.trait("volume", 1).peek()),
    muted: useSignal(model.trait("muted", false).peek()),
    rate: useSignal(model.trait("rate", 1).peek()),
    loop: useSignal(model.trait("loop", false).peek()),
    captions: useSignal(true),
  };
  const report = useMemo(
    () => new Report<PlayerTraits>((values) => model.set(values), scope),
    [model, scope],
  );
  useOnce(() => {
    offerRate(clock, settings.rate);
    report.hear("volume", model.trait("volume", 1), put(settings.volume));
    report.hear("muted", model.trait("muted", false), put(settings.muted));
    report.hear("rate", model.trait("rate", 1), put(settings.rate));
    report.hear("loop", model.trait("loop", false), put(settings.loop));
    report.hear("playing", model.trait("playing", false), put(clock.playing));
    report.hear("position", model.trait("position", 0), (value) => {
      // What another view tells while it plays is a quarter second old: only a real jump is followed.
      if (Math.abs(value - clock.time.peek()) > (clock.playing.peek() ? 0.75 : 0.001)) clock.seek(value);
    });
    const asked = model.trait("position", 0).peek();
    if (asked > 0 && clock.time.peek() === 0) clock.seek(asked);
  });
  useSignalEffect(() => {
    const { volume, muted, rate, loop } = settings;
    report.note({ volume: volume.value, muted: muted.value, rate: rate.value, loop: loop.value });
  });
  useSignalEffect(() => {
    const playing = clock.playing.value;
    void clock.seeks.value;
    // While it plays only who listens hears the position; where it stops is told to all, and saved with the notebook.
    const position = playing && listened.value ? clock.time.value : clock.time.peek();
    report.note({ playing, position: Math.round(position * 1000) / 1000 });
  });
  return settings;
}
