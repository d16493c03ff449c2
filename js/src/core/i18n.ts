/** Words in English and Chinese: typed tables, one a room, looked up by key with `{name}` and `{n|one|many}` filled in. */
import { computed, type ReadonlySignal } from "@preact/signals";

export type Language = "en" | "zh";
/** Every key has both languages, or it does not compile. */
export type Words = Record<string, readonly [en: string, zh: string]>;
export type Values = Record<string, string | number>;
export type Translate<W extends Words> = (key: keyof W & string, values?: Values) => string;

const slot = /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g;

export function fill(text: string, values: Values = {}): string {
  return text.replace(slot, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one === undefined) return String(value);
    return Number(value) === 1 ? one : (many ?? "");
  });
}

/** `""` follows the browser; anything Chinese is `zh`, all else English. */
export function chooseLanguage(
  asked: string,
  browser: readonly string[] = navigator.languages ?? [],
): Language {
  const wanted = asked || browser[0] || "en";
  return wanted.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function languageOf(asked: ReadonlySignal<string | undefined>): ReadonlySignal<Language> {
  return computed(() => chooseLanguage(asked.value ?? ""));
}

export function translator<W extends Words>(words: W, language: ReadonlySignal<Language>): Translate<W> {
  return (key, values) => {
    const pair = words[key];
    return pair ? fill(pair[language.value === "zh" ? 1 : 0], values) : key;
  };
}
