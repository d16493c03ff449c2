/** The player's controls over a kernel that is played; pictures themselves are shown in the browser tests. */

import { afterEach, describe, expect, it, vi } from "vitest";
import { createClock } from "../core/clock";
import { FakeModel } from "../core/fake";
import { filmKeys, keyHandler } from "../core/keymap";
import { grown, parseFilm } from "./fragments";
import player from "./index";
import { snapshotName } from "./snapshot";
import { nextRate, offerRate, RATES, transport } from "./transport";

const film = {
  id: "f1",
  name: "Urban Dreams",
  width: 640,
  height: 360,
  fps: 30,
  duration: 10,
  live: false,
  size: 1000,
  video: {
    mime: 'video/mp4; codecs="avc1.64001e"',
    index: [
      [0, 5],
      [5, 5],
    ],
    ready: "11",
  },
  audio: null,
};

/** What a person will see, as soon as it is there. */
const until = (seen: () => void) => vi.waitFor(seen, { timeout: 5000, interval: 10 });

let close = () => {};
afterEach(() => close());

async function open(state: object = {}) {
  const model = new FakeModel({ language: "en", ...state });
  const el = document.body.appendChild(document.createElement("div"));
  const end = player.render({ model, el } as never) as () => void;
  close = () => {
    end();
    el.remove();
    close = () => {};
  };
  const root = el.firstElementChild?.shadowRoot as ShadowRoot;
  const button = (label: string) => root.querySelector<HTMLButtonElement>(`[aria-label="${label}"]`);
  const press = (key: string) => {
    (root.querySelector("section") as HTMLElement).dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true }),
    );
  };
  const time = () => root.querySelector(".pl-time")?.textContent;
  // The film's length stands in the row once the effects of mounting have run.
  if ("video" in ((state as { film?: object }).film ?? {}))
    await until(() => expect(time()).toContain("/ 0:10.0"));
  return { model, root, button, press, time };
}

describe("controls", () => {
  it("say that there is no film, or why", async () => {
    const { root, model, button } = await open({ film: {} });
    expect(root.textContent).toContain("No film yet");
    expect(button("Play")?.disabled).toBe(true);
    model.update({ error: "clip.mkv cannot be read." });
    await until(() => {
      expect(root.textContent).toContain("clip.mkv cannot be read.");
    });
  });

  it("step by frames and jump by seconds, and tell where they came to", async () => {
    const { press, time, model } = await open({ film });
    press("ArrowRight");
    press("ArrowRight");
    await until(() => expect(time()).toBe("0:02.0 / 0:10.0"));
    for (let k = 0; k < 6; k += 1) press(".");
    await until(() => expect(time()).toBe("0:02.2 / 0:10.0"));
    await until(() => expect(model.state.position).toBeGreaterThan(2.19));
    press("End");
    await until(() => expect(time()).toBe("0:09.9 / 0:10.0"));
  });

  it("tell the kernel of the volume at most four times a second", async () => {
    const { root, model } = await open({ film, volume: 0.5 });
    Object.defineProperty(root.querySelector("section"), "clientWidth", { value: 900 });
    const before = model.saved.length;
    for (const key of ["m", "m", "m", "m", "m"]) {
      root.querySelector("section")?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    }
    await until(() => expect(model.state.muted).toBe(true));
    expect(model.saved.length - before).toBeLessThanOrEqual(2);
  });

  it("follow the kernel", async () => {
    const { model, time, button } = await open({ film });
    model.update({ position: 4.5, loop: true });
    await until(() => {
      expect(time()).toBe("0:04.5 / 0:10.0");
      expect(button("Loop")?.getAttribute("aria-pressed")).toBe("true");
    });
  });

  it("say what of a film being made is there", async () => {
    const { root, model } = await open({
      film: { ...film, live: true, video: { ...film.video, ready: "10" } },
    });
    const bar = () => root.querySelector<HTMLElement>(".pl-seek-ready");
    await until(() => expect(bar()?.style.width).toBe("50%"));
    model.deliver({ kind: "grown", film: "f1", video: "11" });
    await until(() => {
      expect(bar()?.style.width).toBe("100%");
    });
  });

  it("leave nothing behind", async () => {
    const { model } = await open({ film });
    close();
    expect(model.listeners).toBe(0);
  });
});

describe("transport", () => {
  const press = (
    handlers: ReturnType<typeof transport>,
    key: string,
    target: EventTarget = document.body,
  ) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, "composedPath", { value: () => [target] });
    keyHandler(filmKeys, handlers)(event);
    return event.defaultPrevented;
  };

  it("plays faster and slower by J and L as far as the ladder goes", () => {
    const clock = createClock(60);
    const rate = { value: 1, peek: () => rate.value };
    offerRate(clock, rate);
    const keys = transport(clock, () => 30);
    press(keys, "l");
    expect([clock.playing.value, rate.value]).toEqual([true, 1]);
    for (let k = 0; k < 9; k += 1) press(keys, "l");
    expect(rate.value).toBe(RATES.at(-1));
    press(keys, "j");
    expect(rate.value).toBe(2);
    expect(nextRate(0.25, -1)).toBe(0.25);
  });

  it("leaves Space to the button that has focus, and all keys to who is writing", () => {
    const clock = createClock(60);
    const keys = transport(clock, () => 30);
    expect(press(keys, " ")).toBe(false);
    offerRate(clock, { value: 1, peek: () => 1 });
    expect(press(keys, " ", document.createElement("button"))).toBe(false);
    expect(press(keys, "k", document.createElement("textarea"))).toBe(false);
    expect(press(keys, " ")).toBe(true);
    expect(clock.playing.value).toBe(true);
  });
});

it("grows by what it is told of its own film only", () => {
  const now = parseFilm({ ...film, live: true, audio: { mime: "audio/mp4", index: [], ready: "" } });
  if (!now) throw new Error("a film was given");
  expect(grown(now, { film: "other", video: "00" })).toBe(now);
  const then = grown(now, {
    film: "f1",
    video: "10",
    audio: "11",
    audio_index: [
      [-0.02, 1],
      [0.98, 1],
    ],
    live: false,
  });
  expect(then.video.ready).toEqual([true, false]);
  expect(then.audio?.index).toHaveLength(2);
  expect(then.live).toBe(false);
});

it("names a snapshot so that every file system takes it", () => {
  expect(snapshotName('A/B: "C"?', 62.84)).toBe("A B C 1-02.8.png");
  expect(snapshotName("", 0)).toBe("film 0-00.0.png");
});
