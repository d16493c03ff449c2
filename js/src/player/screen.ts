/**
 * What is on screen: the film shown, and beneath it the next one until its picture stands at the same moment.
 *
 * Two elements rather than one fed anew: length, size, codec and sound may all differ, and nothing ever flashes.
 */

import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Clock } from "../core/clock";
import type { Scope } from "../core/scope";
import type { FilmInfo } from "./fragments";
import type { Puller } from "./pull";
import { hasSound, Stage } from "./stage";

/** A film that plays moves on while the next one is fetched; past this many tries a small jump is the lesser evil. */
const CHASES = 3;
const NEAR = 0.25;

export interface Sound {
  readonly volume: ReadonlySignal<number>;
  readonly muted: ReadonlySignal<boolean>;
  readonly rate: ReadonlySignal<number>;
  readonly loop: ReadonlySignal<boolean>;
  readonly captions: ReadonlySignal<boolean>;
}

export class Screen {
  /** A picture of some film stands. */
  readonly picture = signal(false);
  /** The picture under the playhead is not there yet. */
  readonly waiting = signal(false);
  readonly failure: Signal<unknown> = signal(null);
  /** The film that is seen now; while a new one is on its way, still the old one. */
  readonly shown: Signal<FilmInfo | null> = signal(null);
  readonly #host: HTMLElement;
  readonly #clock: Clock;
  readonly #puller: Puller;
  readonly #sound: Sound;
  readonly #scope: Scope;
  #current: Stage | null = null;
  #next: Stage | null = null;
  #chased = 0;

  constructor(host: HTMLElement, clock: Clock, puller: Puller, sound: Sound, scope: Scope) {
    this.#host = host;
    this.#clock = clock;
    this.#puller = puller;
    this.#sound = sound;
    this.#scope = scope;
    let seeks = clock.seeks.peek();
    scope.add(
      effect(() => {
        const count = clock.seeks.value;
        if (count === seeks) return;
        seeks = count;
        for (const stage of this.#stages) stage.seek(clock.time.peek());
        this.#look();
      }),
    );
    scope.add(
      effect(() => {
        const playing = clock.playing.value;
        if (playing) this.#play();
        else this.#current?.video.pause();
        this.#look();
      }),
    );
    scope.add(
      effect(() => {
        const { volume, muted, rate, loop, captions } = sound;
        void [volume.value, muted.value, rate.value, loop.value, captions.value, clock.scrubbing.value];
        for (const stage of this.#stages) this.#tune(stage);
      }),
    );
    scope.add(() => {
      for (const stage of this.#stages) stage.end();
    });
  }

  /** The element that is seen, for a snapshot. */
  get video(): HTMLVideoElement | null {
    return this.#current?.video ?? null;
  }

  get #stages(): Stage[] {
    return [this.#current, this.#next].filter((stage): stage is Stage => stage !== null);
  }

  #tune(stage: Stage): void {
    const { video } = stage;
    const { volume, muted, rate, loop } = this.#sound;
    video.volume = Math.max(0, Math.min(1, volume.peek()));
    video.muted = muted.peek() || this.#clock.scrubbing.peek();
    video.playbackRate = rate.peek();
    video.defaultPlaybackRate = rate.peek();
    video.loop = loop.peek();
    stage.caption(this.#sound.captions.peek());
  }

  /** Show a film, more of the same film, or none. */
  show(film: FilmInfo | null): void {
    if (!film) {
      for (const stage of this.#stages) stage.end();
      this.#current = this.#next = null;
      this.shown.value = null;
      this.picture.value = this.waiting.value = false;
      this.failure.value = null;
      return;
    }
    const latest = this.#next ?? this.#current;
    // Sound that has come since the picture was opened wants a second buffer, which an open source never gets.
    if (latest?.film.id === film.id && latest.sound === (hasSound(film) || latest.sound)) {
      latest.grow(film);
      if (latest === this.#current) this.shown.value = film;
      return;
    }
    this.open(film);
  }

  /** Open a film beneath the one that is seen; it comes up as soon as its picture stands. */
  open(film: FilmInfo): void {
    this.failure.value = null;
    this.#next?.end();
    this.#next = null;
    this.#chased = 0;
    this.#current?.freeze();
    const scope = this.#scope.child();
    const stage: Stage = new Stage(film, this.#puller, scope, {
      at: Math.min(this.#clock.time.peek(), Math.max(0, film.duration - 0.001)),
      loop: () => this.#sound.loop.peek(),
      changed: () => this.#look(),
      failed: (error) => {
        this.failure.value = error;
      },
    });
    this.#tune(stage);
    this.#host.prepend(stage.video);
    if (this.#current) this.#next = stage;
    else this.#take(stage);
    scope.listen(stage.video, "ended", () => {
      if (stage !== this.#current) return;
      this.#clock.playing.value = false;
      this.#clock.time.value = film.duration;
    });
    this.#look();
  }

  #take(stage: Stage): void {
    this.#current = stage;
    this.shown.value = stage.film;
    this.#drive(stage);
    // A film that has become shorter than the playhead is at its end, and does not start again by itself.
    if (this.#atEnd(stage) && !this.#sound.loop.peek()) this.#clock.playing.value = false;
    if (this.#clock.playing.peek()) this.#play();
  }

  #atEnd({ film }: Stage): boolean {
    return film.duration > 0 && this.#clock.time.peek() >= film.duration - 0.5 / film.fps;
  }

  #play(): void {
    const stage = this.#current;
    if (!stage) return;
    const { video } = stage;
    if (video.ended || this.#atEnd(stage)) video.currentTime = 0;
    video.play().catch((error: unknown) => {
      // Refused before the person has touched the page; an interrupted play is none of their business.
      if ((error as DOMException).name === "NotAllowedError") this.#clock.playing.value = false;
    });
  }

  /** The picture drives the clock: once a frame where the browser tells of frames, else once a repaint. */
  #drive(stage: Stage): void {
    const { video } = stage;
    const tell = (time: number) => {
      if (stage !== this.#current || video.paused || video.seeking || this.#clock.scrubbing.peek()) return;
      this.#clock.time.value = Math.min(time, stage.film.duration);
    };
    let handle = 0;
    if ("requestVideoFrameCallback" in video) {
      const tick = (_now: number, { mediaTime }: { mediaTime: number }) => {
        tell(mediaTime);
        handle = video.requestVideoFrameCallback(tick);
      };
      handle = video.requestVideoFrameCallback(tick);
      stage.scope.add(() => video.cancelVideoFrameCallback(handle));
    } else {
      stage.scope.listen(video as HTMLVideoElement, "timeupdate", () =>
        tell((video as HTMLVideoElement).currentTime),
      );
    }
  }

  #look(): void {
    const next = this.#next;
    if (next?.stands) {
      const now = Math.min(this.#clock.time.peek(), next.film.duration);
      const moved = this.#clock.playing.peek() && Math.abs(now - next.video.currentTime) > NEAR;
      if (moved && this.#chased < CHASES) {
        this.#chased += 1;
        next.seek(now + 0.05);
      } else {
        this.#current?.end();
        this.#next = null;
        this.#take(next);
      }
    }
    const current = this.#current;
    if (current?.stands) this.picture.value = true;
    this.waiting.value = (this.#next ?? current)?.late ?? false;
  }
}
