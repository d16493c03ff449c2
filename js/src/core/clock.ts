/** The film's clock: one playhead that player and timeline share in the browser, without a word to the kernel. */
import { type Signal, signal } from "@preact/signals";

export interface Clock {
  /** Playhead in seconds: the player writes it while playing, whoever seeks writes it through `seek`. */
  readonly time: Signal<number>;
  /** Film length in seconds. */
  readonly duration: Signal<number>;
  readonly playing: Signal<boolean>;
  /** Counts seeks; the player follows a seek when this changes, so that its own time updates do not echo. */
  readonly seeks: Signal<number>;
  /** True while somebody drags the playhead: the player shows frames and holds its sound. */
  readonly scrubbing: Signal<boolean>;
  seek(seconds: number): void;
}

export function createClock(duration = 0): Clock {
  const clock: Clock = {
    time: signal(0),
    duration: signal(duration),
    playing: signal(false),
    seeks: signal(0),
    scrubbing: signal(false),
    seek(seconds) {
      const end = clock.duration.peek();
      const asked = Number.isFinite(seconds) ? seconds : 0;
      clock.time.value = Math.max(0, end > 0 ? Math.min(asked, end) : asked);
      clock.seeks.value += 1;
    },
  };
  return clock;
}
