/** The help sheet: the key table as it is used, over the film, gone with Escape. */
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../core/controls/button";
import { useEnv, useWords } from "../core/env";
import { type Binding, filmKeys, keyLabel } from "../core/keymap";
import { commonWords } from "../core/words";
import { studioWords } from "./words";

/** The same keys again, as keyboards without Shift have them. */
const unshifted = ["=", "_", "Shift+?"];

export function HelpSheet({ onClose }: { onClose(): void }): VNode {
  const t = useWords({ ...studioWords, ...commonWords });
  const { language } = useEnv();
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => sheet.current?.querySelector<HTMLElement>("button")?.focus({ preventScroll: true }), []);
  return (
    <div
      class="st-help"
      role="dialog"
      aria-label={t("keys")}
      ref={sheet}
      onKeyDown={(event) => {
        if (event.key !== "Escape" && event.key !== "?") return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <div class="st-help-head">
        <h3>{t("keys")}</h3>
        <span class="meta">{t("keysFilm")}</span>
        <span class="spacer" />
        <Button label={t("close")} icon="close" only variant="quiet" onClick={onClose} />
      </div>
      <dl class="st-keys">
        {Object.entries<Binding>(filmKeys).map(([command, binding]) => (
          <div key={command}>
            <dt>
              {binding.keys
                .filter((key) => !unshifted.includes(key))
                .map((key) => (
                  <kbd key={key}>{keyLabel(key)}</kbd>
                ))}
            </dt>
            <dd>{binding[language.value]}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
