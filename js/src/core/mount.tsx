/** Puts a component into an open shadow root, with theme, language and live region, and takes all of it away again. */
import { signal } from "@preact/signals";
import { type ComponentType, render } from "preact";
import controlsCss from "./controls/controls.css";
import { type Env, EnvContext } from "./env";
import { chooseLanguage, languageOf } from "./i18n";
import { holdModel, type RawModel, type WidgetModel } from "./model";
import { Scope } from "./scope";
import { followReducedMotion, followScheme } from "./theme";
import tokensCss from "./tokens.css";

export interface RenderProps {
  model: RawModel;
  el: HTMLElement;
  host?: { getModel(reference: string): Promise<unknown> };
  experimental?: unknown;
}

export interface WidgetTraits {
  language: string;
}

/** `IPY_MODEL_x` and `anywidget:x` both name model x. */
export function referenceId(reference: string): string {
  return reference.replace(/^(IPY_MODEL_|anywidget:)/, "");
}

function adopt(root: ShadowRoot, css: string): void {
  if (
    "adoptedStyleSheets" in root &&
    typeof CSSStyleSheet === "function" &&
    "replaceSync" in CSSStyleSheet.prototype
  ) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    return;
  }
  const style = document.createElement("style");
  style.textContent = css;
  (root as ShadowRoot).append(style);
}

/** Where screen readers are told what changed: two polite lines in turn, so that the same sentence is said twice. */
function announcer(parent: Node): Env["announce"] {
  const make = (live: string) => {
    const line = document.createElement("div");
    line.className = "sr";
    line.setAttribute("aria-live", live);
    parent.appendChild(line);
    return line;
  };
  const polite = [make("polite"), make("polite")] as const;
  const urgentLine = make("assertive");
  let turn = 0;
  return (text, urgent = false) => {
    if (urgent) {
      urgentLine.textContent = text;
      return;
    }
    polite[turn]!.textContent = "";
    turn = 1 - turn;
    polite[turn]!.textContent = text;
  };
}

/** The anywidget module of a widget: `export default widget(View, css)`. */
export function widget<Traits extends WidgetTraits>(
  View: ComponentType<{ model: WidgetModel<Traits> }>,
  css: string,
): { render(props: RenderProps): () => void } {
  return {
    render({ model: raw, el, host: notebook }) {
      const scope = new Scope();
      const { model, release } = holdModel<Traits>(raw);
      const host = document.createElement("div");
      // Lab and Notebook leave keys alone inside an element so marked, if a shadow root hides what is in it.
      host.setAttribute("data-lm-suppress-shortcuts", "true");
      const root = host.attachShadow({ mode: "open" });
      adopt(root, tokensCss + controlsCss + css);
      const stage = document.createElement("div");
      stage.className = "root";
      const probe = document.createElement("div");
      probe.className = "probe";
      root.append(stage, probe);
      const announce = announcer(root);
      el.append(host);

      const language = languageOf(model.trait("language" as keyof Traits & string) as never);
      const env: Env = {
        scope,
        root,
        language: language ?? signal(chooseLanguage("")),
        scheme: followScheme(host, probe, scope),
        reducedMotion: followReducedMotion(scope),
        announce,
        async getModel(reference) {
          if (reference.startsWith("anywidget:") && notebook)
            return (await notebook.getModel(reference)) as RawModel;
          if (!raw.widget_manager) throw new Error("this host cannot look up widgets");
          return (await raw.widget_manager.get_model(referenceId(reference))) as RawModel;
        },
      };
      render(
        <EnvContext.Provider value={env}>
          <View model={model} />
        </EnvContext.Provider>,
        stage,
      );
      return () => {
        render(null, stage);
        scope.dispose();
        release();
        host.remove();
      };
    },
  };
}
