/** What every component of one view shares: its scope, its shadow root, its language, its live region. */
import type { ReadonlySignal } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useEffect, useMemo } from "preact/hooks";
import { type Language, type Translate, translator, type Words } from "./i18n";
import type { RawModel } from "./model";
import type { Scope } from "./scope";
import type { Scheme } from "./theme";

export interface Env {
  readonly scope: Scope;
  readonly root: ShadowRoot;
  readonly language: ReadonlySignal<Language>;
  readonly scheme: ReadonlySignal<Scheme>;
  readonly reducedMotion: ReadonlySignal<boolean>;
  /** Says one sentence to screen readers. */
  announce(text: string, urgent?: boolean): void;
  /** The model behind a reference as traits carry it (`IPY_MODEL_…`, `anywidget:…`). */
  getModel(reference: string): Promise<RawModel>;
}

export const EnvContext = createContext<Env | null>(null);

export function useEnv(): Env {
  const env = useContext(EnvContext);
  if (!env) throw new Error("rendered outside of a widget");
  return env;
}

/** The room's words in the view's language; reading them in a render follows the language. */
export function useWords<W extends Words>(words: W): Translate<W> {
  const { language } = useEnv();
  return useMemo(() => translator(words, language), [words, language]);
}

/** A scope that lives as long as the component. */
export function useScope(): Scope {
  const { scope } = useEnv();
  const own = useMemo(() => scope.child(), [scope]);
  useEffect(() => () => own.dispose(), [own]);
  return own;
}
