import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { state } from "../../dev/states";
import { FakeModel, type Sent } from "../core/fake";
import studio from "./index";
import { layoutOf } from "./layout";

const children = ["picker", "conversation", "timeline", "player"] as const;
type Name = (typeof children)[number] | "studio";

beforeAll(() => {
  // What a headless DOM lacks, inert: nothing here measures.
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe() {}
      disconnect() {}
      unobserve() {}
    },
  );
});

const acknowledge = ({ message }: Sent, model: FakeModel) => {
  if (message.kind === "command") model.deliver({ kind: "ack", id: message.id! });
};

function open(name: string, language = "en") {
  const models = Object.fromEntries(
    Object.entries(state(name, () => "")).map(([key, traits]) => [
      key,
      new FakeModel({ language, ...traits }, acknowledge),
    ]),
  ) as Record<Name, FakeModel>;
  for (const child of children) models.studio.state[child] = `IPY_MODEL_${child}`;
  for (const model of Object.values(models))
    model.widget_manager = { get_model: async (id: string) => models[id as Name] };
  const el = document.body.appendChild(document.createElement("div"));
  const close = studio.render({ model: models.studio, el });
  const root = () => el.firstElementChild!.shadowRoot!;
  const find = (css: string) => root().querySelector<HTMLElement>(css);
  const text = () => root().querySelector(".root")!.textContent ?? "";
  const button = (label: string) =>
    [...root().querySelectorAll<HTMLButtonElement>("button")].find(
      (b) => (b.getAttribute("aria-label") ?? b.textContent)?.trim() === label,
    );
  return { models, el, close, root, find, text, button };
}

let opened: ReturnType<typeof open> | undefined;
const show = async (name: string, language?: string) => {
  const made = open(name, language);
  opened = made;
  await vi.waitFor(() => expect(made.find(".st-talk")).not.toBeNull());
  return made;
};
beforeEach(() => document.body.replaceChildren());
afterEach(() => opened?.close());

describe("layout", () => {
  it("changes at 480, 760 and 1200", () => {
    expect([360, 479, 480, 759, 760, 1199, 1200, 1600].map((w) => layoutOf(w).kind)).toEqual([
      "phone",
      "phone",
      "column",
      "column",
      "beside",
      "beside",
      "wide",
      "wide",
    ]);
    expect(layoutOf(0)).toEqual(layoutOf(900));
    expect(layoutOf(1600).picture).toBe(420);
  });
  it("gives the picture the film's shape at every width, and all of the width away", () => {
    for (let width = 480; width <= 1700; width++) {
      const { kind, picture, photos, talk } = layoutOf(width);
      const beside = kind === "wide" ? photos + talk : kind === "beside" ? talk : 0;
      expect(Math.abs((width - 2 - beside) * 9 - picture * 16)).toBeLessThanOrEqual(16);
    }
  });
});

describe("the Studio", () => {
  it("begins with a place to drop photos and ideas for a film", async () => {
    const { text, find, button } = await show("empty");
    expect(text()).toContain("Drop photos here");
    expect(text()).toContain("What film shall it be?");
    expect(text()).toContain("Your film is laid out here");
    expect(find(".st-export")).toBeNull();
    expect(button("Choose photos…")!.className).toContain("primary");
  });
  it("speaks Chinese where Chinese is asked for", async () => {
    const { text } = await show("empty", "zh");
    expect(text()).toContain("把照片拖到这里");
    expect(text()).toContain("图片不会离开这台电脑");
  });
  it("asks the kernel for sample photos, and says that they are being drawn", async () => {
    const { models, button, text } = await show("empty");
    button("try it with sample photos")!.click();
    expect(models.picker.commands("samples")).toHaveLength(1);
    await vi.waitFor(() => expect(text()).toContain("Drawing sample photos"));
  });
  it("keeps the focus while sample photos are drawn, and gives it to the photos", async () => {
    const { models, button, text, root } = await show("empty");
    button("try it with sample photos")!.focus();
    button("try it with sample photos")!.click();
    await vi.waitFor(() => expect(text()).toContain("Drawing sample photos"));
    expect(root().activeElement?.textContent).toContain("Drawing sample photos");
    models.picker.update({ files: state("photos", () => "").picker!.files });
    await vi.waitFor(() => expect(root().activeElement?.getAttribute("role")).toBe("option"));
  });
  it.each(["phone", "column", "beside"])(
    "says that its kernel is gone, and takes no more (%s)",
    async (kind) => {
      const width = { phone: 400, column: 600, beside: 900 }[kind]!;
      vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
      vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(width);
      vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue({ width } as DOMRect);
      const { models, find, button, text } = await show("film");
      vi.restoreAllMocks();
      expect(find(".st")!.dataset.layout).toBe(kind);
      const area = find("textarea") as HTMLTextAreaElement;
      area.value = "slower";
      area.dispatchEvent(new Event("input", { bubbles: true }));
      await vi.waitFor(() => expect(button("Send")!.disabled).toBe(false));
      for (const model of Object.values(models)) {
        model.comm_live = false;
        model.emit("comm_live_update");
      }
      await vi.waitFor(() => expect(text()).toContain("no longer there. Run the cell again"));
      expect(find("[role=log], .tk-problem")).not.toBeNull();
      for (const label of kind === "phone" ? ["Export", "Send"] : ["Export", "Undo", "Redo", "Send"])
        expect(button(label)!.disabled, label).toBe(true);
      area.dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, composed: true }),
      );
      await new Promise((done) => setTimeout(done, 20));
      expect(models.conversation.commands("ask")).toHaveLength(0);
      expect(area.value).toBe("slower");
    },
  );
  it("gives a sentence back that the kernel did not live to hear", async () => {
    const { models, find, button, text } = await show("film");
    const area = find("textarea") as HTMLTextAreaElement;
    area.value = "slower";
    area.dispatchEvent(new Event("input", { bubbles: true }));
    models.conversation.answer = undefined;
    await vi.waitFor(() => expect(button("Send")!.disabled).toBe(false));
    button("Send")!.click();
    await vi.waitFor(() => expect(area.value).toBe(""));
    // A host that says only that something changed.
    models.conversation.emit("comm_live_update");
    await vi.waitFor(() => expect(area.value).toBe("slower"));
    expect(text()).toContain("no longer there");
    expect(button("Export")!.disabled).toBe(true);
  });
  it("shows the contact sheet while photos come in: what is ready, what failed, why", async () => {
    const { root, text } = await show("uploading");
    expect(root().querySelectorAll("[role=option]")).toHaveLength(8);
    expect(text()).toContain("4 of 8 ready");
    expect(text()).toContain("1 failed");
    expect(text()).toContain("Lost at 61 %");
    expect(text()).toContain("park.heic: The connection was lost at 61 %.");
  });
  it("sends on Enter, not on Shift+Enter, and not while an input method composes", async () => {
    const { models, find } = await show("photos");
    const area = find("textarea") as HTMLTextAreaElement;
    const type = (value: string) => {
      area.value = value;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const enter = (more: KeyboardEventInit = {}) =>
      area.dispatchEvent(
        new KeyboardEvent("keydown", {
          key: "Enter",
          bubbles: true,
          cancelable: true,
          composed: true,
          ...more,
        }),
      );
    type("做一个短片");
    enter({ isComposing: true });
    enter({ shiftKey: true });
    expect(models.conversation.commands("ask")).toHaveLength(0);
    enter();
    expect(models.conversation.commands("ask").map((m) => m.text)).toEqual(["做一个短片"]);
    await vi.waitFor(() => expect((find("textarea") as HTMLTextAreaElement).value).toBe(""));
    enter();
    expect(models.conversation.commands("ask")).toHaveLength(1);
  });
  it("lets no typed key out to the notebook", async () => {
    const { find, el } = await show("photos");
    const seen: string[] = [];
    el.addEventListener("keydown", (event) => seen.push((event as KeyboardEvent).key));
    for (const key of ["m", "d", "Enter", "ArrowUp", "Escape"])
      find("textarea")!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
    expect(seen).toEqual([]);
  });
  it("reorders by keys, announces it, and tells the kernel", async () => {
    const { models, root } = await show("photos");
    const first = root().querySelector<HTMLElement>("[data-id=f0]")!;
    first.dispatchEvent(
      new KeyboardEvent("keydown", { key: "ArrowRight", altKey: true, bubbles: true, cancelable: true }),
    );
    expect(models.picker.commands("move")).toMatchObject([{ ids: ["f0"], to: 1 }]);
    await vi.waitFor(() =>
      expect(
        [...root().querySelectorAll<HTMLElement>("[data-id]")].slice(0, 2).map((t) => t.dataset.id),
      ).toEqual(["f1", "f0"]),
    );
    expect([...root().querySelectorAll("[aria-live=polite]")].map((l) => l.textContent)).toContain(
      "skyline.jpg: 2 of 8",
    );
  });
  it("refuses a text file before sending it, in one sentence that names it", async () => {
    const { root, text, models } = await show("empty");
    const input = root().querySelector<HTMLInputElement>("input[type=file]")!;
    Object.defineProperty(input, "files", {
      value: [new File(["hello"], "notes.txt", { type: "text/plain" })],
    });
    input.dispatchEvent(new Event("change"));
    await vi.waitFor(() => expect(text()).toContain("notes.txt: this type is not taken"));
    expect(models.picker.sent.filter((s) => s.message.kind === "put")).toHaveLength(0);
  });
  it("shows what the kernel said after it took a command: the path that is not there", async () => {
    const { models, button, text } = await show("empty");
    button("try it with sample photos")!.click();
    const { id } = models.picker.commands("samples")[0]!;
    models.picker.deliver({
      kind: "error",
      id: id!,
      message: "photos/*.jpg: nothing there",
      hint: "Look at os.getcwd().",
    });
    await vi.waitFor(() => expect(text()).toContain("photos/*.jpg: nothing there Look at os.getcwd()."));
  });
  it("appends what streams in, and takes the final text from the trait", async () => {
    const { models, find } = await show("streaming");
    models.conversation.deliver({
      kind: "delta",
      message: "a1",
      seq: 0,
      text: "Eight photos in your order, 4.4 s each, joined by soft crossfades. For the music I took calm piano",
    });
    await vi.waitFor(() => expect(find(".tk-text")!.textContent).toContain("calm pian"));
    const messages = models.conversation.get("messages") as { id: string }[];
    models.conversation.update({
      messages: messages.map((m) => (m.id === "a1" ? { ...m, state: "done", text: "All **done**." } : m)),
      activity: { phase: "" },
    });
    await vi.waitFor(() => expect(find(".tk-text")!.innerHTML).toContain("<strong>done</strong>"));
  });
  it("stops an answer by Escape in the prompt", async () => {
    const { models, find } = await show("streaming");
    find("textarea")!.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }),
    );
    expect(models.conversation.commands("cancel")).toHaveLength(1);
  });
  it("opens the whole conversation over the film where there is one row for it", async () => {
    const width = vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
    const box = vi
      .spyOn(HTMLElement.prototype, "getBoundingClientRect")
      .mockReturnValue({ width: 600 } as DOMRect);
    const { find, root, button } = await show("ready");
    width.mockRestore();
    box.mockRestore();
    expect(find(".st")!.dataset.layout).toBe("column");
    const row = find(".tk-log.quiet")!;
    const ways = [
      () => row.click(),
      () => row.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })),
      () => button("Read all")!.click(),
    ];
    for (const open of ways) {
      open();
      await vi.waitFor(() => expect(find(".st-over .tk-own")).not.toBeNull());
      expect(root().querySelectorAll("textarea")).toHaveLength(1);
      button("Back to the film")!.click();
      await vi.waitFor(() => expect(find(".st-over")).toBeNull());
    }
  });
  it("goes to the place a chip names, and selects it", async () => {
    const { models, root } = await show("ready");
    [...root().querySelectorAll<HTMLElement>("button.chip")]
      .find((c) => c.textContent?.includes("Title"))!
      .click();
    expect(models.timeline.get("selection")).toEqual(["t1"]);
  });
  it("turns Export into its progress, with a way to cancel, and offers the file when it is done", async () => {
    const { models, find, text } = await show("exporting");
    expect(find(".st-export")!.textContent).toContain("42 %");
    expect(text()).toContain("1080p · H.264 · 8 s left");
    find(".tk-card button")!.click();
    expect(models.conversation.commands("action")).toMatchObject([{ action: "cancel", message: "x" }]);
    models.studio.update({ export_state: { state: "done", name: "a.mp4", size: 3, file: "x" } });
    await vi.waitFor(() => expect(find("button.st-export")).not.toBeNull());
  });
  it("says where pictures go, with a way to keep them on this machine", async () => {
    const { models, find } = await show("ready");
    const notice = {
      id: "n",
      role: "notice",
      text: "Your pictures go to films.example.",
      actions: ["local"],
    };
    models.conversation.update({ messages: [...(models.conversation.get("messages") as object[]), notice] });
    await vi.waitFor(() => expect(find(".tk-notice button")?.textContent).toBe("Use this machine instead"));
    find(".tk-notice button")!.click();
    expect(models.conversation.commands("action")).toMatchObject([{ action: "local", message: "n" }]);
    models.conversation.update({ messages: [{ ...notice, actions: [] }] });
    await vi.waitFor(() => expect(find(".tk-notice button")).toBeNull());
  });
  it("says what stopped, why, what is kept, and has one primary button", async () => {
    const { root, models } = await show("error");
    const card = root().querySelector(".tk-card")!;
    expect(card.getAttribute("role")).toBe("alert");
    expect(card.textContent).toContain("120 MB are needed, 8 MB are free");
    expect(root().querySelectorAll(".button.primary:not(:disabled)")).toHaveLength(1);
    card.querySelector("button")!.click();
    expect(models.conversation.commands("retry")).toMatchObject([{ message: "e" }]);
  });
  it("undoes by button and by key, but not in the prompt", async () => {
    const { models, button, find } = await show("ready");
    button("Undo")!.click();
    const press = (target: HTMLElement) =>
      target.dispatchEvent(
        new KeyboardEvent("keydown", {
          key: "z",
          ctrlKey: true,
          bubbles: true,
          cancelable: true,
          composed: true,
        }),
      );
    press(find(".st-tab")!);
    press(find("textarea")!);
    expect(models.studio.commands("undo")).toHaveLength(2);
  });
  it("goes to a version from its list", async () => {
    const { models, root } = await show("ready");
    root().querySelectorAll<HTMLElement>("[role=tab]")[2]!.click();
    await vi.waitFor(() => expect(root().querySelectorAll(".st-row")).toHaveLength(2));
    root().querySelector<HTMLElement>(".st-row:not(:disabled)")!.click();
    expect(models.studio.commands("goto")).toMatchObject([{ version: 1 }]);
  });
  it("has the key table as its help sheet, and Escape closes it", async () => {
    const { button, find, text } = await show("ready");
    button("Help and keys")!.click();
    await vi.waitFor(() => expect(text()).toContain("Split at the playhead"));
    find(".st-help")!.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }),
    );
    await vi.waitFor(() => expect(find(".st-help")).toBeNull());
  });
  it("leaves nothing behind, mounted and unmounted many times", async () => {
    const urls = { made: 0, gone: 0 };
    vi.spyOn(URL, "createObjectURL").mockImplementation(() => `blob:${urls.made++}`);
    vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => void urls.gone++);
    for (let i = 0; i < 20; i++) {
      const { close, models, el } = await show(i % 2 ? "ready" : "uploading");
      close();
      expect(el.childElementCount).toBe(0);
      for (const model of Object.values(models)) expect(model.listeners).toBe(0);
    }
    expect(urls.gone).toBe(urls.made);
  });
});
