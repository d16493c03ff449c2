/** The stage: drop zone, then contact sheet, then player, in one place of one height. */
import type { ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Clock } from "../core/clock";
import { Button } from "../core/controls/button";
import { useWords } from "../core/env";
import { Picker } from "../picker/picker";
import type { Sources } from "../picker/sources";
import { AddMenu } from "../picker/sources";
import { Player } from "../player/player";
import type { Children } from "./children";
import { Versions, type VersionsProps } from "./versions";
import { studioWords } from "./words";

/** At widths without tabs, one of these stands in the stage for a while. */
export type Panel = "conversation" | "photos" | "versions";

export interface StageProps {
  children: Children;
  film: boolean;
  clock: Clock;
  over: ReadonlySignal<boolean>;
  sources: Sources;
  panel: "" | Panel;
  /** The whole conversation, when it is the panel. */
  talk: VNode | false;
  versions: VersionsProps;
  onClosePanel(): void;
}

export function Stage({
  children,
  film,
  clock,
  over,
  sources,
  panel,
  talk,
  versions,
  onClosePanel,
}: StageProps): VNode {
  const t = useWords(studioWords);
  const hovering = over.value;
  if (!film && (panel === "" || panel === "photos"))
    return <Picker model={children.picker} mode="stage" over={over} sources={sources} />;
  return (
    <>
      <div class={panel ? "st-under" : "st-film"}>
        <Player model={children.player} clock={clock} embedded />
      </div>
      {hovering && <div class="st-let" aria-hidden="true" />}
      {panel && (
        <div class="st-over">
          <div class="st-bar">
            <strong>{t(panel)}</strong>
            <span class="spacer" />
            {panel === "photos" && <AddMenu sources={sources} small />}
            <Button label={t("back")} icon="close" only variant="quiet" small onClick={onClosePanel} />
          </div>
          <div class="st-panel">
            {panel === "conversation" ? (
              talk
            ) : panel === "photos" ? (
              <Picker model={children.picker} mode="column" over={over} sources={sources} />
            ) : (
              <Versions {...versions} />
            )}
          </div>
        </div>
      )}
    </>
  );
}
