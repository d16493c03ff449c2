/** The timeline as a person and a screen reader meet it, over a kernel that is played. */

import { afterEach, describe, expect, it, vi } from "vitest";
import { FakeModel } from "../core/fake";
import timeline from "./index";

const clips = (count: number, each = 3) =>
  Array.from({ length: count }, (_, k) => ({
    id: `c${k}`,
    start: k * each,
    duration: each,
    name: `photo ${k + 1}.jpg`,
    digest: `d${k % 3}`,
    media: "image",
  }));
const film = (count = 4) => ({
  duration: count * 3,
  width: 1920,
  height: 1080,
  fps: 30,
  tracks: [
    { id: "v", kind: "video", segments: clips(count) },
    { id: "t", kind: "text", segments: [{ id: "t0", start: 0, duration: 3, text: "Urban Dreams" }] },
    {
      id: "x",
      kind: "hologram",
      name: "Effects",
      segments: [{ id: "x0", start: 0, duration: 2, name: "fog" }],
    },
  ],
});

/** What a person will see, as soon as it is there. */
const until = (seen: () => void) => vi.waitFor(seen, { timeout: 5000, interval: 10 });

let close = () => {};
afterEach(() => close());

async function open(state: object, width = 900) {
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
  const model = new FakeModel({ language: "en", editable: true, ...state }, ({ message }, me) => {
    if (message.kind === "command") me.deliver({ kind: "ack", id: message.id as string });
  });
  const el = document.body.appendChild(document.createElement("div"));
  const end = timeline.render({ model, el } as never) as () => void;
  close = () => {
    end();
    el.remove();
    close = () => {};
  };
  const root = el.firstElementChild?.shadowRoot as ShadowRoot;
  const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
  const press = (key: string, more: KeyboardEventInit = {}) => {
    const target = (root.activeElement ?? root.querySelector(".tl-timeline")) as HTMLElement;
    target.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true, ...more }),
    );
  };
  // The ruler has its labels once the lanes have been measured.
  if ("tracks" in ((state as { film?: object }).film ?? {}))
    await until(() => expect(all(".tl-tick b").length).toBeGreaterThan(1));
  return { model, root, all, press, edits: () => model.commands("edit").map(({ edit }) => edit) };
}

describe("what is shown", () => {
  it("lays ghosts where the film will be", async () => {
    const { all, root } = await open({ film: {} });
    expect(all(".tl-lane")).toHaveLength(3);
    expect(all(".tl-ghost").length).toBeGreaterThan(8);
    expect(root.textContent).toContain("Your film is laid out here");
  });

  it("names rows and cells, shows tracks it does not know, and has one tab stop", async () => {
    const { all } = await open({ film: film() });
    expect(all("[role=row]").map((row) => row.getAttribute("aria-label"))).toEqual([
      "Titles",
      "Video",
      "Music",
      "Effects",
    ]);
    const cells = all("[role=gridcell]");
    expect(cells.map((cell) => cell.getAttribute("aria-label"))).toContain(
      "photo 2, clip 2, 0:03.0 to 0:06.0",
    );
    expect(cells.filter((cell) => cell.tabIndex === 0)).toHaveLength(1);
  });

  it("draws few boxes for many segments", async () => {
    const { all } = await open({ film: film(10_000) });
    expect(all(".tl-box").length).toBeLessThan(200);
  });

  it("asks for each picture once, however many clips show it", async () => {
    const { model } = await open({ film: film(9) });
    const asked = model.sent
      .filter(({ message }) => message.kind === "still")
      .map(({ message }) => message.digest);
    expect(asked.sort()).toEqual(["d0", "d1", "d2"]);
  });

  it("says how far the render is, and what stopped it", async () => {
    const chunks = [
      [0, 4, "done"],
      [4, 4, "running"],
      [8, 4, "waiting"],
    ];
    const { root, model } = await open({
      film: film(),
      chunks,
      status: { state: "running", text: "" },
    });
    expect(root.querySelector("[role=progressbar]")?.getAttribute("aria-valuetext")).toBe("1 of 3 parts");
    expect(root.textContent).toContain("Rendering preview");
    model.update({
      chunks: [
        [0, 4, "done"],
        [4, 8, "failed"],
      ],
      status: { state: "failed", text: "Stopped at 0:04" },
    });
    await until(() => {
      expect(root.textContent).toContain("Stopped at 0:04");
    });
  });

  it("speaks Chinese", async () => {
    const { all } = await open({ film: film(), language: "zh" });
    expect(all("[role=row]")[1]?.getAttribute("aria-label")).toBe("视频");
  });
});

describe("keys", () => {
  it("move along and across lanes, select, and tell the kernel", async () => {
    const { all, press, model, root } = await open({ film: film() });
    const focused = (id: string) =>
      until(() => expect((root.activeElement as HTMLElement | null)?.dataset.id).toBe(id));
    all("[data-id=c0]")[0]?.focus();
    press("ArrowRight");
    await focused("c1");
    press("ArrowRight");
    await focused("c2");
    press("ArrowUp");
    await focused("t0");
    await vi.waitFor(() => expect(model.state.selection).toEqual(["t0"]));
  });

  it("edit what is selected when they may, and only then", async () => {
    const { press, edits, model } = await open({ film: film(), selection: ["c1"] });
    press("ArrowRight", { altKey: true });
    press("Delete");
    expect(edits()).toEqual([
      { op: "move", segment: "c1", to: 2 },
      { op: "remove", segments: ["c1"] },
    ]);
    model.update({ editable: false });
    press("Delete");
    expect(edits()).toHaveLength(2);
  });

  it("go on working when the clip that held the focus is deleted", async () => {
    const { all, press, model, root } = await open({ film: film() });
    const [video, ...others] = film().tracks;
    const focused = (id: string) =>
      until(() => expect((root.activeElement as HTMLElement | null)?.dataset.id).toBe(id));
    const without = (...ids: string[]) =>
      model.update({
        film: {
          ...film(),
          tracks: [{ ...video, segments: clips(4).filter((c) => !ids.includes(c.id)) }, ...others],
        },
      });
    all("[data-id=c1]")[0]?.focus();
    press("Delete");
    without("c1");
    await focused("c2");
    all("[data-id=c3]")[0]?.focus();
    press("Delete");
    without("c1", "c3");
    await focused("c2");
    without("c0", "c1", "c2", "c3");
    await focused("t0");
  });

  it("leave a title's field its letters", async () => {
    const { root, press, edits } = await open({ film: film(), selection: ["t0"] });
    root.querySelector<HTMLInputElement>(".tl-field")?.focus();
    press("s");
    press("Delete");
    expect(edits()).toEqual([]);
  });
});

it("says in words what the kernel refuses", async () => {
  const { model, press, root } = await open({ film: film(), selection: ["c1"] });
  model.answer = ({ message }, me) =>
    me.deliver({ kind: "error", id: message.id as string, message: "The last clip stays." });
  press("Delete");
  await until(() => {
    expect(root.querySelector("[role=alert]")?.textContent).toContain("The last clip stays.");
  });
});

it("leaves nothing behind", async () => {
  const { model } = await open({ film: film() });
  close();
  expect(model.listeners).toBe(0);
});
