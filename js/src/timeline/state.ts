/** The timeline's own state: what is shown of the film, at which zoom, what is selected; told to the kernel sparingly. */

import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Clock } from "../core/clock";
import type { WidgetModel } from "../core/model";
import type { Scope } from "../core/scope";
import { Report } from "../player/report";
import { Peaks, Stills } from "./cache";
import { byId, type Edit, type Found } from "./edits";
import { type Film, parseFilm, type Row, rows } from "./film";
import { type Chunk, parseChunks } from "./render";
import { clampScroll, contentWidth, fitted, type Scale, scaleOf, toPx, zoomAt, zoomLevel } from "./scale";

export interface TimelineTraits {
  language: string;
  film: unknown;
  chunks: unknown;
  status: { state?: string; text?: string };
  position: number;
  selection: string[];
  editable: boolean;
  report_position: boolean;
}

/** The window is followed in steps, so that a scroll renders once in 256 px and not once a frame. */
const STEP = 256;

/** Left of the first frame: the stylesheet's `--lead`. */
const LEAD = 8;

/** A segment under the hand: where it would stand if let go now. */
export interface Drag {
  readonly id: string;
  readonly kind: "move" | "slide" | "start" | "end";
  readonly start: number;
  readonly end: number;
  /** A moved clip's new place among the others. */
  readonly to: number;
}

export class TimelineState {
  readonly film: ReadonlySignal<Film>;
  readonly rows: ReadonlySignal<readonly Row[]>;
  readonly found: ReadonlySignal<ReadonlyMap<string, Found>>;
  readonly chunks: ReadonlySignal<readonly Chunk[]>;
  readonly editable: ReadonlySignal<boolean>;
  readonly status: ReadonlySignal<{ state?: string; text?: string }>;
  /** Width of the lanes in sight, px. */
  readonly width = signal(0);
  /** Pixels a second; `null` follows the width so that the whole film is seen. */
  readonly zoom: Signal<number | null> = signal(null);
  readonly scale: ReadonlySignal<Scale>;
  /** What is drawn, px of the whole lane: what is in sight and a step on either side. */
  readonly window = signal({ from: 0, to: 2048 });
  readonly selection: Signal<readonly string[]> = signal([]);
  /** A join under the hand: the segment it leads into. */
  readonly join = signal("");
  /** The join was chosen by keys: its list takes the focus. */
  byKeys = false;
  /** Where the one tab stop of the lanes is. */
  readonly focus = signal("");
  readonly snapping = signal(true);
  readonly drag: Signal<Drag | null> = signal(null);
  /** What the kernel refused, in its words; gone with the next film. */
  readonly refusal = signal("");
  readonly stills: Stills;
  readonly peaks: Peaks;
  readonly clock: Clock;
  readonly #model: WidgetModel<TimelineTraits>;
  #scroller: HTMLElement | null = null;
  #goTo: number | null = null;

  constructor(model: WidgetModel<TimelineTraits>, clock: Clock, scope: Scope, shared: boolean) {
    this.#model = model;
    this.clock = clock;
    const film = model.trait("film", {});
    const chunks = model.trait("chunks", []);
    this.film = computed(() => parseFilm(film.value));
    this.chunks = computed(() => parseChunks(chunks.value));
    this.rows = computed(() => rows(this.film.value));
    this.found = computed(() => byId(this.film.value));
    this.editable = model.trait("editable", false);
    this.status = model.trait("status", {});
    this.scale = computed(() => {
      const least = fitted(this.film.value.duration, this.width.value);
      return { perSecond: Math.max(least.perSecond, this.zoom.value ?? 0) };
    });
    // 2 × for dense screens; the kernel's thumbnails are kept by their width, so only few are asked for.
    this.stills = new Stills(model, scope, globalThis.devicePixelRatio > 1.25 ? 240 : 160);
    this.peaks = new Peaks(model, scope);

    const report = new Report<TimelineTraits>((values) => model.set(values), scope);
    report.hear("selection", model.trait("selection", []), (ids) => this.select(ids));
    this.selection.value = model.trait("selection", []).peek();
    scope.add(effect(() => report.note({ selection: [...this.selection.value] })));
    const listened = model.trait("report_position", false);
    report.hear("position", model.trait("position", 0), (at) => {
      if (!shared && Math.abs(at - clock.time.peek()) > 0.001) clock.seek(at);
    });
    scope.add(
      effect(() => {
        if (listened.value) report.note({ position: Math.round(clock.time.value * 1000) / 1000 });
      }),
    );
    let before = this.film.peek();
    scope.add(
      effect(() => {
        const { duration } = this.film.value;
        this.refusal.value = "";
        if (!shared || duration > 0) clock.duration.value = duration;
        const there = this.found.peek();
        const kept = this.selection.peek().filter((id) => there.has(id));
        if (kept.length !== this.selection.peek().length) this.selection.value = kept;
        if (!there.has(this.join.peek())) this.join.value = "";
        const focus = this.focus.peek();
        if (focus && !there.has(focus)) this.focus.value = neighbour(before, focus, there);
        before = this.film.peek();
      }),
    );
  }

  /** The lanes are on the page: follow their size and scroll. */
  attach(scroller: HTMLElement, scope: Scope): void {
    this.#scroller = scroller;
    const measure = () => {
      this.width.value = Math.max(0, scroller.clientWidth - LEAD);
      this.look();
    };
    scope.resize(scroller, measure);
    scope.listen(scroller, "scroll", () => this.look(), { passive: true });
    scope.add(() => {
      this.#scroller = null;
    });
    measure();
  }

  get scroll(): number {
    return this.#scroller?.scrollLeft ?? 0;
  }

  look(): void {
    const from = Math.max(0, Math.floor(this.scroll / STEP) - 1) * STEP;
    const to = (Math.ceil((this.scroll + this.width.peek()) / STEP) + 1) * STEP;
    const now = this.window.peek();
    if (now.from !== from || now.to !== to) this.window.value = { from, to };
  }

  /** Call when a new scale is on the page: only then is there room to scroll to. */
  settle(): void {
    if (this.#goTo !== null && this.#scroller) this.#scroller.scrollLeft = this.#goTo;
    this.#goTo = null;
    this.look();
  }

  zoomBy(factor: number, at?: number): void {
    const lane = this.width.peek();
    const { duration } = this.film.peek();
    const view = { scale: this.scale.peek(), scroll: this.#goTo ?? this.scroll };
    const playhead = toPx(view.scale, this.clock.time.peek()) - view.scroll;
    const middle = playhead >= 0 && playhead <= lane ? playhead : lane / 2;
    const next = zoomAt(view, factor, at ?? middle, duration, lane);
    const least = fitted(duration, lane).perSecond;
    this.#goTo = next.scroll;
    this.zoom.value = next.scale.perSecond <= least * 1.001 ? null : next.scale.perSecond;
  }

  get level(): number {
    return zoomLevel(this.scale.value, this.film.value.duration, this.width.value);
  }

  zoomTo(level: number): void {
    const { perSecond } = scaleOf(level, this.film.peek().duration, this.width.peek());
    this.zoomBy(perSecond / this.scale.peek().perSecond);
  }

  fit(): void {
    this.#goTo = 0;
    this.zoom.value = null;
  }

  get content(): number {
    return Math.max(this.width.value, contentWidth(this.scale.value, this.film.value.duration));
  }

  /** Scroll as little as shows `from` to `to` seconds. */
  reveal(from: number, to: number, margin = 24): void {
    const scroller = this.#scroller;
    if (!scroller || this.zoom.peek() === null) return;
    const scale = this.scale.peek();
    const lane = this.width.peek();
    const left = toPx(scale, from) - margin;
    const right = toPx(scale, to) + margin - lane;
    const scroll = Math.min(Math.max(this.scroll, right), left);
    scroller.scrollLeft = clampScroll(scroll, scale, this.film.peek().duration, lane);
  }

  select(ids: readonly string[]): void {
    this.join.value = "";
    this.selection.value = ids;
    const first = ids[0];
    if (first) this.focus.value = first;
  }

  /** Tell the kernel of an edit; what it refuses is said in the tools row. */
  edit(edit: Edit | null): void {
    if (!edit || !this.editable.peek()) return;
    this.#model.command("edit", { edit }).catch((error: unknown) => {
      this.refusal.value = error instanceof Error ? error.message : String(error);
    });
  }
}

/** What stood after a segment that is no more, or before it, in its own lane. */
function neighbour(before: Film, id: string, there: ReadonlyMap<string, Found>): string {
  for (const { segments } of before.tracks) {
    const at = segments.findIndex((segment) => segment.id === id);
    if (at < 0) continue;
    const next = segments.slice(at + 1).find((segment) => there.has(segment.id));
    return (next ?? segments.slice(0, at).findLast((segment) => there.has(segment.id)))?.id ?? "";
  }
  return "";
}
