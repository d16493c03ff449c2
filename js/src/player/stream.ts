/** A film fed to a video element fragment by fragment: around the playhead, as far as it is made, within the browser's quota. */

import { KernelError } from "../core/model";
import type { Scope } from "../core/scope";
import type { FilmInfo } from "./fragments";
import { Lane } from "./lane";
import type { Puller } from "./pull";
import { AHEAD, BUDGET, NEARER, released, type TrackName, type Want, wanted } from "./schedule";

/** Requests under way at once: round trips cost some 50 ms in a notebook, fragments are a few 100 kB. */
const FLYING = 4;
/** A refused fragment is asked for again: of a film being made it may be a moment late. */
const REFUSALS = 5;
const REFUSED_AGAIN = 700;
/** A full buffer has room again when the playhead has moved on. */
const FULL_AGAIN = 1000;
/** However small the quota, this many seconds are fetched ahead. */
const LEAST_AHEAD = 6;

type Source = typeof MediaSource;

/** The browser's MediaSource, Safari's managed one included. */
export const mediaSource = (): Source | undefined => {
  const page = globalThis as unknown as { MediaSource?: Source; ManagedMediaSource?: Source };
  return page.MediaSource ?? page.ManagedMediaSource;
};

export const streams = (mime: string): boolean => mediaSource()?.isTypeSupported(mime) ?? false;

export interface StreamOptions {
  readonly sound: boolean;
  readonly loop: () => boolean;
  readonly failed: (error: unknown) => void;
}

export class Stream {
  film: FilmInfo;
  readonly #video: HTMLVideoElement;
  readonly #puller: Puller;
  readonly #scope: Scope;
  readonly #options: StreamOptions;
  readonly #lanes: Partial<Record<TrackName, Lane>> = {};
  readonly #refusals = new Map<string, number>();
  readonly #stop = new AbortController();
  readonly #source: MediaSource;
  #ahead = AHEAD;
  #frozen = false;

  constructor(video: HTMLVideoElement, film: FilmInfo, puller: Puller, scope: Scope, options: StreamOptions) {
    const Source = mediaSource();
    if (!Source) throw new Error("This browser has no MediaSource");
    this.film = film;
    this.#video = video;
    this.#puller = puller;
    this.#scope = scope;
    this.#options = options;
    this.#source = new Source();
    scope.add(() => this.#stop.abort(new DOMException("The film was changed", "AbortError")));
    const { url, revoke } = scope.objectURL(this.#source as unknown as Blob);
    // Safari's managed source plays only where the film is not to be sent to another screen.
    video.disableRemotePlayback = true;
    video.src = url;
    scope.listen(this.#source, "sourceopen", () => {
      revoke();
      if (!this.#lanes.video) this.#open().catch((error: unknown) => this.#fail(error));
    });
    for (const event of ["timeupdate", "seeking", "waiting"]) scope.listen(video, event, () => this.pump());
  }

  async #open(): Promise<void> {
    this.#source.duration = this.film.duration;
    const tracks = [
      ["video", this.film.video] as const,
      ["audio", this.#options.sound ? this.film.audio : null] as const,
    ];
    // Both buffers before the first byte: Chromium refuses another once it has read an initialisation.
    const opened = tracks.flatMap(([track, info]) => {
      if (!info) return [];
      const lane = new Lane(this.#source.addSourceBuffer(info.mime), info);
      return [{ track, lane }];
    });
    await Promise.all(
      opened.map(async ({ track, lane }) => {
        const init = await this.#puller.get({ film: this.film.id, track, index: -1 }, this.#stop.signal);
        await lane.start(init);
        this.#lanes[track] = lane;
        this.pump();
      }),
    );
  }

  /** More is ready: the same film, further. */
  grow(film: FilmInfo): void {
    this.film = film;
    if (this.#lanes.video) this.#lanes.video.info = film.video;
    if (this.#lanes.audio && film.audio) this.#lanes.audio.info = film.audio;
    this.pump();
  }

  /** Fetch no more: another film is about to take this one's place. */
  freeze(): void {
    this.#frozen = true;
    this.#stop.abort(new DOMException("The film was changed", "AbortError"));
  }

  /** Ask for what is wanted next and let go of what is not: called whenever the playhead or the film has moved on. */
  pump(): void {
    // The picture goes first: sound that is open a moment sooner shall not take all the room on the way.
    if (!this.#lanes.video || this.#frozen || this.#scope.closed || this.#source.readyState === "closed")
      return;
    const views: Partial<Record<TrackName, { info: Lane["info"]; held: ReadonlySet<number> }>> = {};
    let flying = 0;
    for (const [track, lane] of Object.entries(this.#lanes) as [TrackName, Lane][]) {
      lane.audit();
      flying += lane.asked.size;
      views[track] = { info: lane.info, held: lane.busy };
    }
    const head = { time: this.#video.currentTime, duration: this.film.duration, loop: this.#options.loop() };
    for (const want of wanted(views, head, FLYING - flying, this.#ahead)) void this.#fetch(want);
  }

  async #fetch({ track, index }: Want): Promise<void> {
    const lane = this.#lanes[track];
    if (!lane) return;
    lane.asked.add(index);
    let full = false;
    try {
      const bytes = await this.#puller.get({ film: this.film.id, track, index }, this.#stop.signal);
      if (this.#scope.closed) return;
      full = !(await this.#put(lane, index, bytes));
    } catch (error) {
      this.#refused(`${track} ${index}`, error);
    } finally {
      // A refused one stays asked for until its time to be asked again.
      if (full) this.#later(`${track} ${index}`, FULL_AGAIN);
      else if (!this.#refusals.has(`${track} ${index}`)) lane.asked.delete(index);
      this.#finish();
      this.pump();
    }
  }

  async #put(lane: Lane, index: number, bytes: Uint8Array): Promise<boolean> {
    const { currentTime } = this.#video;
    const letGo = async (budget: (bytes: number) => number, near?: number): Promise<void> => {
      const held = [...lane.held].flatMap(([k, size]) => {
        const span = lane.info.index[k];
        return span ? [{ index: k, span, bytes: size }] : [];
      });
      const total = held.reduce((sum, each) => sum + each.bytes, 0);
      for (const old of released(held, currentTime, budget(total), near)) await lane.release(old);
    };
    await letGo(() => BUDGET - bytes.byteLength);
    for (;;) {
      try {
        await lane.append(index, bytes);
        break;
      } catch (error) {
        if ((error as DOMException | null)?.name !== "QuotaExceededError") throw error;
        // A smaller quota than Chromium's: hold half as much, and from now on look half as far ahead.
        this.#ahead = Math.max(LEAST_AHEAD, this.#ahead / 2);
        const before = lane.held.size;
        await letGo((total) => total / 2, NEARER);
        // Nothing left to let go of: this one comes again when the playhead is nearer.
        if (lane.held.size === before) return false;
      }
    }
    this.#refusals.delete(`${lane === this.#lanes.video ? "video" : "audio"} ${index}`);
    return true;
  }

  #refused(key: string, error: unknown): void {
    if (this.#stop.signal.aborted || this.#scope.closed) return;
    const times = (this.#refusals.get(key) ?? 0) + 1;
    this.#refusals.set(key, times);
    if (times > REFUSALS || !(error instanceof KernelError)) this.#fail(error);
    else this.#later(key, REFUSED_AGAIN * times);
  }

  #later(key: string, ms: number): void {
    if (this.#scope.closed) return;
    this.#scope.timeout(ms, () => {
      const [track, index] = key.split(" ") as [TrackName, string];
      this.#lanes[track]?.asked.delete(Number(index));
      this.pump();
    });
  }

  /** Say that the end is here, so that the film ends, or loops, instead of waiting at its last frame. */
  #finish(): void {
    const lanes = Object.values(this.#lanes);
    const all = lanes.length === (this.#options.sound && this.film.audio ? 2 : 1);
    if (all && this.#source.readyState === "open" && lanes.every((lane) => lane.closed))
      this.#source.endOfStream();
  }

  #fail(error: unknown): void {
    if (!this.#stop.signal.aborted && !this.#scope.closed) this.#options.failed(error);
  }
}
