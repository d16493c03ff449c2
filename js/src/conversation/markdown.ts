/** Markdown into the page as it comes, appending only: no part is ever parsed twice, and no HTML in it is ever alive. */
import * as smd from "streaming-markdown";
import { safeHref } from "./url";

const tags: Partial<Record<number, keyof HTMLElementTagNameMap>> = {
  [smd.PARAGRAPH]: "p",
  [smd.HEADING_1]: "h3",
  [smd.HEADING_2]: "h3",
  [smd.HEADING_3]: "h4",
  [smd.HEADING_4]: "h4",
  [smd.HEADING_5]: "h4",
  [smd.HEADING_6]: "h4",
  [smd.CODE_BLOCK]: "pre",
  [smd.CODE_FENCE]: "pre",
  [smd.CODE_INLINE]: "code",
  [smd.ITALIC_AST]: "em",
  [smd.ITALIC_UND]: "em",
  [smd.STRONG_AST]: "strong",
  [smd.STRONG_UND]: "strong",
  [smd.STRIKE]: "s",
  [smd.LINK]: "a",
  [smd.RAW_URL]: "a",
  [smd.IMAGE]: "a",
  [smd.BLOCKQUOTE]: "blockquote",
  [smd.LINE_BREAK]: "br",
  [smd.RULE]: "hr",
  [smd.LIST_UNORDERED]: "ul",
  [smd.LIST_ORDERED]: "ol",
  [smd.LIST_ITEM]: "li",
  [smd.TABLE]: "table",
  [smd.TABLE_ROW]: "tr",
  [smd.TABLE_CELL]: "td",
};

interface Data {
  at: Element;
  depth: Element[];
}

const renderer = (root: Element): smd.Renderer<Data> => ({
  data: { at: root, depth: [] },
  add_token(data, type) {
    const element = document.createElement(tags[type] ?? "span");
    data.at.append(element);
    data.depth.push(data.at);
    data.at = element;
  },
  end_token(data) {
    data.at = data.depth.pop() ?? root;
  },
  add_text(data, text) {
    // A text node: markup in an answer is shown as it is written.
    const last = data.at.lastChild;
    if (last instanceof Text) last.appendData(text);
    else data.at.append(text);
  },
  set_attr(data, attribute, value) {
    if (attribute === smd.START) data.at.setAttribute("start", String(Number.parseInt(value, 10) || 1));
    // Pictures are linked, never fetched: an answer must not make the page call out.
    if (attribute !== smd.HREF && attribute !== smd.SRC) return;
    const href = safeHref(value);
    if (!href) return;
    data.at.setAttribute("href", href);
    data.at.setAttribute("target", "_blank");
    data.at.setAttribute("rel", "noopener noreferrer nofollow");
  },
});

/** One answer being written. `write` what comes; `finish` with the whole text, which wins where it differs. */
export class Writing {
  readonly #root: HTMLElement;
  #parser: smd.Parser;
  #text = "";
  #ended = false;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#parser = smd.parser(renderer(root));
  }

  get text(): string {
    return this.#text;
  }

  write(more: string): void {
    this.#text += more;
    smd.parser_write(this.#parser, more);
  }

  /** Takes the text as it should be by now: appends what is new, writes anew only if it is another text. */
  become(whole: string): void {
    if (this.#ended && whole === this.#text) return;
    if (!this.#ended && whole.startsWith(this.#text)) {
      if (whole.length > this.#text.length) this.write(whole.slice(this.#text.length));
      return;
    }
    this.#root.replaceChildren();
    this.#parser = smd.parser(renderer(this.#root));
    this.#text = "";
    this.#ended = false;
    this.write(whole);
  }

  /** The whole text is known: what the parser held back (a full stop may begin a link) is written too. */
  finish(whole: string): void {
    this.become(whole);
    if (this.#ended) return;
    smd.parser_end(this.#parser);
    this.#ended = true;
  }
}
