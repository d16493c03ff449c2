/** Light or dark, measured from what the host really paints, and followed when it changes. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Scope } from "./scope";

export type Scheme = "light" | "dark";

/** Relative luminance (WCAG) of a computed `rgb(…)`, `rgba(…)` or `color(srgb …)`; undefined if it is see-through. */
export function luminance(color: string): number | undefined {
  const numbers = (color.match(/-?[\d.]+%?/g) ?? []).map(Number.parseFloat);
  const parts = color.startsWith("color(") ? numbers.slice(-4) : numbers;
  const [r, g, b] = parts;
  if (r === undefined || g === undefined || b === undefined) return undefined;
  const alpha = color.includes("/") || color.startsWith("rgba") ? (parts[3] ?? 1) : 1;
  if (alpha < 0.5) return undefined;
  const scale = color.startsWith("color(") ? 1 : 255;
  const linear = [r, g, b].map((value) => {
    const v = value / scale;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
}

/** 0.18 is mid grey: darker backgrounds take light ink. */
const schemeOf = (light: number): Scheme => (light < 0.18 ? "dark" : "light");

function behind(element: Element): Scheme | undefined {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const light = luminance(getComputedStyle(at).backgroundColor);
    if (light !== undefined) return schemeOf(light);
  }
  return undefined;
}

/** Keeps `data-scheme` of the host element true; the probe's 1 ms transition tells of every change, however the host makes it. */
export function followScheme(host: HTMLElement, probe: HTMLElement, scope: Scope): ReadonlySignal<Scheme> {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const scheme = signal<Scheme>("light");
  const show = (value: Scheme) => {
    host.dataset.scheme = value;
    scheme.value = value;
  };
  const measure = () => {
    const style = getComputedStyle(host);
    const hostHasColours = ["--i2v-surface", "--jp-layout-color1", "--vscode-editor-background"].some(
      (name) => style.getPropertyValue(name).trim() !== "",
    );
    const own = hostHasColours ? luminance(getComputedStyle(probe).backgroundColor) : undefined;
    if (own !== undefined) return show(schemeOf(own));
    const parent = host.parentElement;
    const asked = getComputedStyle(document.documentElement).colorScheme;
    const canvas: Scheme =
      asked.includes("dark") && (!asked.includes("light") || dark.matches) ? "dark" : "light";
    show((parent && behind(parent)) ?? canvas);
  };
  measure();
  // JupyterLab renders before it puts the cell's output into the page, where nothing has a colour yet.
  scope.resize(host, measure);
  scope.listen(probe, "transitionend", measure);
  scope.listen(dark, "change", measure);
  const attributes = {
    attributes: true,
    attributeFilter: ["class", "style", "data-jp-theme-light", "data-jp-theme-name", "data-theme"],
  };
  scope.mutation(document.body, attributes, measure);
  scope.mutation(document.documentElement, attributes, measure);
  return scheme;
}

export function followReducedMotion(scope: Scope): ReadonlySignal<boolean> {
  const query = window.matchMedia("(prefers-reduced-motion: reduce)");
  const reduced = signal(query.matches);
  scope.listen(query, "change", () => {
    reduced.value = query.matches;
  });
  return reduced;
}
