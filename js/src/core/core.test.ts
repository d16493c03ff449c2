import { signal } from "@preact/signals";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClock } from "./clock";
import { FakeModel } from "./fake";
import { chooseLanguage, fill, translator } from "./i18n";
import { commandOf, filmKeys, keyHandler, keyLabel, keyName } from "./keymap";
import { bytesOf, holdModel, KernelError, NoAnswer, WidgetModel } from "./model";
import { Scope } from "./scope";
import { luminance } from "./theme";
import { clamp, formatBytes, formatSeconds, formatTime, percent } from "./time";
import { commonWords } from "./words";

describe("times and sizes", () => {
  it("reads as people write it", () => {
    expect([0, 3.99, 61, 3723].map((s) => formatTime(s))).toEqual(["0:00", "0:03", "1:01", "1:02:03"]);
    expect([0, 12.3, 12.4, 59.99].map((s) => formatTime(s, { tenths: true }))).toEqual([
      "0:00.0",
      "0:12.3",
      "0:12.4",
      "0:59.9",
    ]);
    expect([0.93, 4.44, 30.2, 119].map((s) => formatSeconds(s))).toEqual(["0.9 s", "4.4 s", "30 s", "2 min"]);
    expect([12, 640_000, 3_140_000, 200e6, 1.5e9].map(formatBytes)).toEqual([
      "12\u00a0B",
      "640\u00a0kB",
      "3.1\u00a0MB",
      "200\u00a0MB",
      "1.5\u00a0GB",
    ]);
  });
  it("never shows NaN, whatever comes", () => {
    fc.assert(
      fc.property(fc.double(), (n) => {
        expect(formatTime(n) + formatTime(n, { tenths: true }) + formatBytes(n) + percent(n)).not.toMatch(
          /NaN|undefined/,
        );
      }),
    );
  });
  it("says 100 % only of what is whole, and never goes back", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          expect(percent(a) === 100).toBe(a === 1);
          if (a <= b) expect(percent(a)).toBeLessThanOrEqual(percent(b));
        },
      ),
    );
  });
  it("clamps to the low end when the ends cross", () => expect(clamp(5, 3, 1)).toBe(3));
});

describe("words", () => {
  it("fills values, and chooses one or many", () => {
    expect(fill("{n} {n|clip|clips} of {film}", { n: 1, film: "A" })).toBe("1 clip of A");
    expect(fill("{n} {n|clip|clips}", { n: 3 })).toBe("3 clips");
    expect(fill("{missing} stays")).toBe("{missing} stays");
  });
  it("follows the language", () => {
    const language = signal<"en" | "zh">("en");
    const t = translator(commonWords, language);
    expect(t("percent", { n: 42 })).toBe("42 %");
    language.value = "zh";
    expect(t("percent", { n: 42 })).toBe("42%");
  });
  it("takes the trait's language before the browser's", () => {
    expect(chooseLanguage("zh", ["en-GB"])).toBe("zh");
    expect(chooseLanguage("", ["zh-Hans-CN"])).toBe("zh");
    expect(chooseLanguage("", ["de"])).toBe("en");
  });
});

describe("keys", () => {
  const press = (key: string, more: KeyboardEventInit = {}) =>
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, composed: true, ...more });
  it("names a key press as the table does", () => {
    expect(keyName(press(" "))).toBe("Space");
    expect(keyName(press("Z", { shiftKey: true }))).toBe("Shift+Z");
    expect(keyName(press("z", { ctrlKey: true }))).toBe("Mod+z");
    expect(keyName(press("z", { metaKey: true }))).toBe("Mod+z");
    expect(keyName(press("?", { shiftKey: true }))).toBe("?");
    expect(keyName(press("ArrowLeft", { altKey: true }))).toBe("Alt+ArrowLeft");
    expect(keyLabel("Mod+Shift+Z", false)).toBe("Ctrl+Shift+Z");
    expect(keyLabel("+", false)).toBe("+");
  });
  it("gives every key to one command only", () => {
    const all = Object.values(filmKeys).flatMap((b) => [...b.keys] as string[]);
    expect(new Set(all).size).toBe(all.length);
  });
  it("is silent while somebody writes or composes", () => {
    const area = document.body.appendChild(document.createElement("textarea"));
    const seen: (string | undefined)[] = [];
    area.addEventListener("keydown", (event) => seen.push(commandOf(event, filmKeys)));
    area.dispatchEvent(press("s"));
    const button = document.body.appendChild(document.createElement("button"));
    button.addEventListener("keydown", (event) => seen.push(commandOf(event, filmKeys)));
    button.dispatchEvent(press("s", { isComposing: true }));
    button.dispatchEvent(press("s"));
    expect(seen).toEqual([undefined, undefined, "split"]);
  });
  it("stops a handled key, and lets all others pass", () => {
    const handle = keyHandler(filmKeys, { split: () => {}, undo: () => false });
    const outcome = (event: KeyboardEvent) => {
      document.body.addEventListener("keydown", handle, { once: true });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(outcome(press("s"))).toBe(true);
    expect(outcome(press("z", { ctrlKey: true }))).toBe(false);
    expect(outcome(press("q"))).toBe(false);
  });
});

describe("clock", () => {
  it("seeks inside the film only", () => {
    const clock = createClock(10);
    clock.seek(12);
    expect(clock.time.value).toBe(10);
    clock.seek(-1);
    expect(clock.time.value).toBe(0);
    clock.seek(Number.NaN);
    expect([clock.time.value, clock.seeks.value]).toEqual([0, 3]);
  });
});

describe("scope", () => {
  it("closes all it opened, once, and what comes late at once", () => {
    const scope = new Scope();
    const closed: string[] = [];
    scope.add(() => closed.push("a"));
    const inner = scope.child();
    inner.add(() => closed.push("inner"));
    const early = scope.add(() => closed.push("early"));
    early();
    early();
    scope.dispose();
    scope.dispose();
    scope.add(() => closed.push("late"));
    expect(closed).toEqual(["early", "inner", "a", "late"]);
    expect(scope.size).toBe(0);
  });
  it("forgets a child that ended by itself", () => {
    const scope = new Scope();
    for (let i = 0; i < 100; i++) scope.child().dispose();
    expect(scope.size).toBe(0);
  });
});

describe("model", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("follows a trait, with a fallback while it is unset", () => {
    const raw = new FakeModel({});
    const model = new WidgetModel<{ name: string }>(raw);
    const name = model.trait("name", "none");
    expect(name.value).toBe("none");
    raw.update({ name: "film" });
    expect(name.value).toBe("film");
  });
  it("takes a kernel for gone that is idle and does not hear; a busy one may be long", async () => {
    vi.useFakeTimers();
    const raw = new FakeModel();
    const kernel = { status: "busy", connectionStatus: "connected" };
    raw.widget_manager = { get_model: async () => raw, kernel };
    const model = new WidgetModel(raw);
    const lost = vi.fn();
    model.command("ask").catch(lost);
    await vi.advanceTimersByTimeAsync(120_000);
    expect([model.gone.value, model.unheard.value]).toEqual([false, 1]);
    kernel.status = "idle";
    await vi.advanceTimersByTimeAsync(60_000);
    expect([model.gone.value, model.unheard.value]).toEqual([true, 0]);
    expect(lost.mock.calls[0]![0]).toBeInstanceOf(NoAnswer);
    await expect(model.command("undo")).rejects.toBeInstanceOf(NoAnswer);
    raw.deliver({ kind: "ack", id: "late" });
    expect(model.gone.value).toBe(false);
    model.dispose();
    expect(raw.listeners).toBe(0);
    vi.useRealTimers();
  });
  it("resends a command until it is heard, with the same id, and counts it as unheard meanwhile", async () => {
    const raw = new FakeModel({});
    const model = new WidgetModel(raw);
    const done = model.command("export");
    vi.advanceTimersByTime(1900);
    expect([raw.commands().length, model.unheard.value]).toEqual([1, 0]);
    vi.advanceTimersByTime(200);
    expect([raw.commands().length, model.unheard.value]).toEqual([2, 1]);
    vi.advanceTimersByTime(4000);
    expect(raw.commands().length).toBe(3);
    expect(new Set(raw.commands().map((m) => m.id)).size).toBe(1);
    raw.deliver({ kind: "ack", id: raw.commands()[0]!.id! });
    await done;
    vi.advanceTimersByTime(60_000);
    expect([raw.commands().length, model.unheard.value]).toEqual([3, 0]);
  });
  it("gives the kernel's refusal with its hint", async () => {
    const raw = new FakeModel({}, ({ message }, m) =>
      m.deliver({ kind: "error", id: message.id!, message: "clip.txt: no", hint: "jpg" }),
    );
    const refused = new WidgetModel(raw).command("paths").catch((e) => e);
    expect(await refused).toBeInstanceOf(KernelError);
    expect(((await refused) as KernelError).hint).toBe("jpg");
  });
  it("answers a request with message and bytes, and gives up after its time", async () => {
    const raw = new FakeModel(
      {},
      ({ message }, m) =>
        message.file &&
        m.deliver({ kind: "thumb", id: message.id! }, [new DataView(new Uint8Array([1, 2, 3]).buffer, 1)]),
    );
    const model = new WidgetModel(raw);
    const { buffers } = await model.request({ kind: "thumb", file: "f" });
    expect([...buffers[0]!]).toEqual([2, 3]);
    const late = model.request({ kind: "thumb" }, { timeout: 50 }).catch((e) => e);
    vi.advanceTimersByTime(51);
    expect(await late).toBeInstanceOf(NoAnswer);
  });
  it("is one adapter for all holders, and leaves no listener after the last", () => {
    const raw = new FakeModel({ language: "" });
    for (let i = 0; i < 100; i++) {
      const a = holdModel<{ language: string }>(raw);
      const b = holdModel<{ language: string }>(raw);
      expect(a.model).toBe(b.model);
      a.model.trait("language", "");
      a.release();
      a.release();
      expect(raw.listeners).toBeGreaterThan(0);
      b.release();
    }
    expect(raw.listeners).toBe(0);
  });
  it("takes buffers as any host hands them", () => {
    const bytes = new Uint8Array([9, 8, 7, 6]);
    expect([...bytesOf(new DataView(bytes.buffer, 1, 2))]).toEqual([8, 7]);
    expect([...bytesOf(bytes.buffer)]).toEqual([9, 8, 7, 6]);
    expect(bytesOf(bytes)).toBe(bytes);
  });
});

describe("theme", () => {
  it("measures what is painted, not what is see-through", () => {
    expect(luminance("rgb(255, 255, 255)")).toBeCloseTo(1);
    expect(luminance("rgb(33, 33, 33)")).toBeLessThan(0.02);
    expect(luminance("rgba(0, 0, 0, 0)")).toBeUndefined();
    expect(luminance("color(srgb 0.129 0.129 0.129)")).toBeLessThan(0.02);
    expect(luminance("transparent")).toBeUndefined();
  });
});
