/** One film on one video element: streamed where the browser can, else pulled whole; says when its picture stands. */

import type { Scope } from "../core/scope";
import { pullFile } from "./file";
import type { FilmInfo } from "./fragments";
import type { Puller } from "./pull";
import { Stream, streams } from "./stream";

/** The film cannot be shown here: a key into the room's words. */
export class CannotShow extends Error {
  readonly key: "unsupported" | "liveUnsupported" | "decode";
  constructor(key: CannotShow["key"]) {
    super(key);
    this.key = key;
  }
}

export interface StageOptions {
  readonly at: number;
  readonly loop: () => boolean;
  /** The picture under the playhead stands, or may stand: look. */
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

/** Sound that can be had now. A live film's comes a little after its first picture, which shall not wait for it. */
export const hasSound = ({ audio }: FilmInfo): boolean =>
  audio !== null && streams(audio.mime) && audio.ready.some(Boolean);

function isBuffered({ buffered }: HTMLVideoElement, time: number): boolean {
  for (let k = 0; k < buffered.length; k += 1) {
    if (buffered.start(k) <= time && time < buffered.end(k)) return true;
  }
  return false;
}

export class Stage {
  readonly video: HTMLVideoElement;
  readonly sound: boolean;
  film: FilmInfo;
  readonly scope: Scope;
  readonly #stream: Stream | null = null;
  #presented = false;
  #target: number | null = null;

  constructor(film: FilmInfo, puller: Puller, scope: Scope, options: StageOptions) {
    this.film = film;
    this.scope = scope;
    this.video = document.createElement("video");
    const { video } = this;
    video.playsInline = true;
    video.preload = "auto";
    video.tabIndex = -1;
    video.setAttribute("aria-hidden", "true");
    if (film.captions) {
      const track = document.createElement("track");
      track.kind = "captions";
      track.src = scope.objectURL(new Blob([film.captions], { type: "text/vtt" })).url;
      video.append(track);
    }
    scope.add(() => {
      video.pause();
      video.removeAttribute("src");
      // Without a load the element keeps its decoder and the last film's buffers.
      video.load();
      video.remove();
    });
    video.currentTime = options.at;
    this.#watch(options);
    const plays = streams(film.video.mime);
    this.sound = plays ? hasSound(film) : true;
    if (plays) {
      this.#stream = new Stream(video, film, puller, scope, {
        sound: this.sound,
        loop: options.loop,
        failed: options.failed,
      });
    } else if (film.live || film.size <= 0)
      options.failed(new CannotShow(film.live ? "liveUnsupported" : "unsupported"));
    else void this.#whole(puller, options);
  }

  #watch({ changed, failed }: StageOptions): void {
    const { video } = this;
    for (const event of [
      "loadeddata",
      "canplay",
      "playing",
      "waiting",
      "seeking",
      "ended",
      "pause",
      "emptied",
    ]) {
      this.scope.listen(video, event, changed);
    }
    this.scope.listen(video, "seeked", () => {
      const target = this.#target;
      this.#target = null;
      if (target !== null) this.seek(target);
      changed();
    });
    this.scope.listen(video, "error", () => {
      if (video.error && video.getAttribute("src")) failed(new CannotShow("decode"));
    });
    if (!("requestVideoFrameCallback" in video)) return;
    const handle = video.requestVideoFrameCallback(() => {
      this.#presented = true;
      changed();
    });
    this.scope.add(() => video.cancelVideoFrameCallback(handle));
  }

  async #whole(puller: Puller, { failed, at }: StageOptions): Promise<void> {
    const stop = new AbortController();
    this.scope.add(() => stop.abort(new DOMException("The film was changed", "AbortError")));
    try {
      const blob = await pullFile(puller, this.film, stop.signal);
      if (this.scope.closed) return;
      this.video.src = this.scope.objectURL(blob).url;
      this.video.currentTime = at;
    } catch (error) {
      if (!stop.signal.aborted) failed(error);
    }
  }

  /** A frame of this film can be seen at the element's time. */
  get stands(): boolean {
    const seen = this.#presented || !("requestVideoFrameCallback" in this.video);
    return seen && this.video.readyState >= 2 && !this.video.seeking;
  }

  /** The picture is late: wanted, and not there. */
  get late(): boolean {
    const { readyState, paused, seeking, ended } = this.video;
    return readyState < 2 || seeking || (!paused && !ended && readyState < 3);
  }

  /** Seek; while dragging, the picture on its way is let come first, so that one sees frames and not only the last. */
  seek(time: number): void {
    const { video } = this;
    if (video.seeking && video.readyState > 0 && isBuffered(video, video.currentTime)) {
      this.#target = time;
      return;
    }
    this.#target = null;
    video.currentTime = Math.min(time, Math.max(0, this.film.duration - 0.001));
  }

  caption(on: boolean): void {
    const [track] = this.video.textTracks;
    if (track) track.mode = on ? "showing" : "hidden";
  }

  grow(film: FilmInfo): void {
    this.film = film;
    this.#stream?.grow(film);
  }

  freeze(): void {
    this.#stream?.freeze();
  }

  end(): void {
    this.scope.dispose();
  }
}
