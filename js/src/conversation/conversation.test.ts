import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { FakeModel } from "../core/fake";
import { WidgetModel } from "../core/model";
import { cancelAnswer } from "./cancel";
import { deltasOf } from "./deltas";
import { PromptHistory } from "./history";
import { Writing } from "./markdown";
import type { ConversationTraits } from "./types";
import { safeHref } from "./url";

function write(text: string, cuts: number[] = []): HTMLElement {
  const root = document.createElement("div");
  const writing = new Writing(root);
  let at = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const end = Math.min(cut, text.length);
    if (end > at) writing.write(text.slice(at, end));
    at = Math.max(at, end);
  }
  writing.finish(text);
  return root;
}

describe("links in answers", () => {
  it("live only on the web and in mail", () => {
    expect(safeHref("https://example.org/a?b=c")).toBe("https://example.org/a?b=c");
    expect(safeHref("mailto:a@example.org")).toBe("mailto:a@example.org");
    for (const bad of [
      "javascript:alert(1)",
      " JaVaScRiPt:alert(1)",
      "java\nscript:alert(1)",
      "data:text/html,x",
      "vbscript:x",
      "//example.org",
      "/lab",
      "blob:x",
      "",
    ])
      expect(safeHref(bad), bad).toBeUndefined();
  });
  it("whatever the text, what comes out is one of the three", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((s) => `javascript:${s}`),
        ),
        (text) => {
          const href = safeHref(text);
          if (href !== undefined) expect(href).toMatch(/^(https?|mailto):/);
        },
      ),
    );
  });
});

describe("Markdown", () => {
  it("makes paragraphs, emphasis, lists, code", () => {
    const root = write("Made **two** clips:\n\n- one\n- `two`\n");
    expect(root.querySelector("strong")?.textContent).toBe("two");
    expect([...root.querySelectorAll("li")].map((li) => li.textContent?.trim())).toEqual(["one", "two"]);
    expect(root.querySelector("code")?.textContent).toBe("two");
  });
  it("shows HTML as it is written, never alive", () => {
    const root = write(
      '<img src=x onerror="alert(1)"> <script>alert(1)</script> <a href="javascript:alert(1)">a</a>',
    );
    expect(root.querySelectorAll("img, script, iframe, [onerror], a[href]").length).toBe(0);
    expect(root.textContent).toContain("<script>");
  });
  it("keeps a script link as plain words, and fetches no picture", () => {
    const root = write(
      "[click](javascript:alert(1)) ![pixel](https://example.org/p.png) [ok](https://example.org/)",
    );
    const hrefs = [...root.querySelectorAll("[href]")].map((a) => a.getAttribute("href"));
    expect(hrefs.every((href) => href!.startsWith("https://example.org/"))).toBe(true);
    expect(root.querySelector("img")).toBeNull();
    expect(root.querySelector("a[href]")?.getAttribute("rel")).toContain("noopener");
  });
  it("comes out the same however it was cut", () => {
    const text =
      "Eight **photos**, 4.4 s each.\n\n1. skyline\n2. `harbour`\n\nSee [more](https://example.org/).";
    const whole = write(text).innerHTML;
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 30 }), (cuts) => {
        expect(write(text, cuts).innerHTML).toBe(whole);
      }),
    );
  });
  it("no text makes an element that could run", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            "<",
            ">",
            "script",
            "img",
            " onerror=",
            "javascript:",
            "](",
            "[",
            ")",
            "!",
            "`",
            "*",
            "\n",
            "a",
            '"',
            "|",
            "-",
            " ",
            "https://x.y",
          ),
          { maxLength: 40 },
        ),
        (parts) => {
          const root = write(parts.join(""));
          expect(root.querySelectorAll("script, img, iframe, object, embed, svg, style, link").length).toBe(
            0,
          );
          for (const element of root.querySelectorAll("*"))
            for (const { name, value } of element.attributes) {
              expect(["href", "target", "rel", "start"]).toContain(name);
              if (name === "href") expect(value).toMatch(/^(https?|mailto):/);
            }
        },
      ),
    );
  });
  it("writes anew only when the final text is another", () => {
    const root = document.createElement("div");
    const writing = new Writing(root);
    writing.write("Hello wor");
    const kept = root.firstChild;
    writing.become("Hello world and more");
    expect(root.firstChild).toBe(kept);
    writing.finish("Another text");
    expect(root.textContent).toBe("Another text");
  });
});

describe("the last character", () => {
  it("is written when the end is told, though every delta had come before", () => {
    const root = document.createElement("div");
    const writing = new Writing(root);
    writing.write("Three photos, in your order.");
    writing.finish("Three photos, in your order.");
    expect(root.textContent).toBe("Three photos, in your order.");
    writing.finish("Three photos, in your order.");
    expect(root.textContent).toBe("Three photos, in your order.");
    expect(root.children.length).toBe(1);
  });
});

describe("deltas", () => {
  it("are put in order, once each, whatever order they come in", () => {
    const parts = ["Eight ", "photos ", "in ", "your ", "order."];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          parts.map((_, i) => i),
          { minLength: 5 },
        ),
        (order) => {
          const raw = new FakeModel();
          const deltas = deltasOf(new WidgetModel(raw) as unknown as WidgetModel<object>);
          let text = "";
          deltas.follow("a", (more) => {
            text += more;
          });
          for (const i of [...order, ...order])
            raw.deliver({ kind: "delta", message: "a", seq: i, text: parts[i] });
          expect(text).toBe(parts.join(""));
        },
      ),
    );
  });
});

describe("history", () => {
  it("goes up to the oldest and back down to what was being written", () => {
    const history = new PromptHistory(["one", "two", "two", " "]);
    expect([history.up("draft"), history.up(""), history.up("")]).toEqual(["two", "one", undefined]);
    expect([history.down(), history.down(), history.down()]).toEqual(["two", "draft", undefined]);
  });
});

describe("cancel", () => {
  const make = (waiting: boolean, acknowledges: boolean, interrupt?: () => Promise<void>) => {
    const raw = new FakeModel(
      { waiting },
      ({ message }, m) => acknowledges && m.deliver({ kind: "ack", id: message.id! }),
    );
    raw.widget_manager = { get_model: async () => raw, kernel: interrupt ? { interrupt } : {} };
    return new WidgetModel<ConversationTraits>(raw);
  };
  it("is a message where one is heard", async () => {
    const interrupt = vi.fn(async () => {});
    expect(await cancelAnswer(make(true, true, interrupt))).toBe(true);
    expect(interrupt).not.toHaveBeenCalled();
  });
  it("interrupts a kernel that is inside our own wait and hears nothing", async () => {
    const interrupt = vi.fn(async () => {});
    expect(await cancelAnswer(make(true, false, interrupt))).toBe(true);
    expect(interrupt).toHaveBeenCalledOnce();
  });
  it("never interrupts somebody else's cell, and says so where the host cannot", async () => {
    const interrupt = vi.fn(async () => {});
    await cancelAnswer(make(false, false, interrupt));
    expect(interrupt).not.toHaveBeenCalled();
    expect(await cancelAnswer(make(true, false))).toBe(false);
  });
});
