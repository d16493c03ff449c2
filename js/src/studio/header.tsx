/** The head of the frame: the film's name and version, undo and redo, where pictures go, help, and Export. */
import type { VNode } from "preact";
import { Menu, type MenuItem } from "../core/controls";
import { Button } from "../core/controls/button";
import { useWords } from "../core/env";
import { Icon } from "../core/icons";
import { isMac } from "../core/keymap";
import { formatSeconds, percent } from "../core/time";
import { commonWords } from "../core/words";
import type { Place } from "../picker/types";
import type { LayoutKind } from "./layout";
import type { Making, VersionRecord } from "./types";
import { studioWords } from "./words";

export interface HeaderProps {
  kind: LayoutKind;
  name: string;
  version: number;
  versions: readonly VersionRecord[];
  canUndo: boolean;
  canRedo: boolean;
  /** The kernel is no longer there: nothing can be asked of it. */
  gone: boolean;
  place: Place;
  film: boolean;
  /** Export is the state's one primary button. */
  primary: boolean;
  exportState: Making;
  saving: number | null;
  /** Photos and versions for widths that have no tabs. */
  panels: MenuItem[];
  tell(name: string, fields?: Record<string, unknown>): void;
  onSave(): void;
  onHelp(): void;
}

const all = { ...studioWords, ...commonWords };

export function Header(props: HeaderProps): VNode {
  const t = useWords(all);
  const { kind, versions, version, tell } = props;
  const phone = kind === "phone";
  const undo: MenuItem = {
    label: t("undo"),
    icon: "undo",
    hint: isMac ? "⌘Z" : "Ctrl+Z",
    disabled: !props.canUndo,
    run: () => tell("undo"),
  };
  const redo: MenuItem = {
    label: t("redo"),
    icon: "redo",
    hint: isMac ? "⇧⌘Z" : "Ctrl+Y",
    disabled: !props.canRedo,
    run: () => tell("redo"),
  };
  const finished = props.exportState.state === "done" && props.exportState.file;
  const more: MenuItem[] = [
    ...(phone && version > 0 ? [undo, redo] : []),
    ...props.panels.map((item, i) => ({ ...item, divided: i === 0 && phone && version > 0 })),
    ...(finished
      ? [{ label: t("save"), icon: "download" as const, run: props.onSave, divided: props.panels.length > 0 }]
      : []),
    {
      label: t("help"),
      icon: "keyboard",
      hint: "?",
      run: props.onHelp,
      divided: props.panels.length > 0 && !finished,
    },
  ];
  const recent = [...versions].reverse().slice(0, 12);
  return (
    <header class="st-head">
      <h2 class="st-name clip" title={props.name}>
        {props.name || t("newFilm")}
      </h2>
      {version > 0 && (
        <span class="st-version">
          <Menu
            align="start"
            button={{
              label: t("v", { n: version }),
              variant: "quiet",
              hint: t("versionMenu", { n: version }),
              icon: undefined,
              class: "num st-v",
            }}
            items={recent.map((v) => ({
              label: `${t("v", { n: v.number })}  ${v.label}`,
              hint: v.changes ? t("changes", { n: v.changes }) : "",
              checked: v.number === version,
              run: () => v.number !== version && tell("goto", { version: v.number }),
            }))}
          />
        </span>
      )}
      {version > 0 && !phone && (
        <span class="st-undo">
          <Button
            label={t("undo")}
            icon="undo"
            only
            variant="quiet"
            hint={undo.hint}
            disabled={!props.canUndo}
            onClick={() => tell("undo")}
          />
          <Button
            label={t("redo")}
            icon="redo"
            only
            variant="quiet"
            hint={redo.hint}
            disabled={!props.canRedo}
            onClick={() => tell("redo")}
          />
        </span>
      )}
      <span class="spacer" />
      <Badge place={props.place} long={kind === "wide"} />
      <span class="st-rule" />
      {!phone && (
        <Button label={t("help")} icon="help" only variant="quiet" hint="?" onClick={props.onHelp} />
      )}
      <Menu button={{ label: t("more"), icon: "more", only: true, variant: "quiet" }} items={more} />
      {props.film && <Export {...props} />}
    </header>
  );
}

/** Where pictures go, in words and ink. */
function Badge({ place, long }: { place: Place; long: boolean }): VNode {
  const t = useWords(all);
  const hosted = place.kind === "hosted";
  const host = place.host ?? "";
  const whole = hosted ? t("sentTo", { host }) : t("stayHere");
  return (
    <span class={hosted ? "st-badge hosted" : "st-badge"} title={whole} role="img" aria-label={whole}>
      <Icon name={hosted ? "cloud" : "lock"} />
      <span class="clip st-badge-words">{hosted ? host : long ? whole : t("onThisMachine")}</span>
    </span>
  );
}

/** The button that becomes its own progress. */
function Export({ exportState, primary, saving, gone, tell }: HeaderProps): VNode {
  const t = useWords(all);
  const running = !gone && exportState.state === "running";
  const share = running ? (exportState.progress ?? 0) : saving;
  if (share === null) {
    return (
      <Button
        class="st-export"
        label={t("exportFilm")}
        icon="export"
        variant={primary ? "primary" : "outline"}
        disabled={gone}
        onClick={() => tell("export")}
      />
    );
  }
  const left = running && exportState.left ? t("left", { time: formatSeconds(exportState.left) }) : "";
  const word = running ? t("exporting") : t("saving");
  return (
    <span class="st-export st-exporting" style={{ "--share": share } as never} title={left || undefined}>
      <Menu
        button={{
          label: `${word}  ${t("percent", { n: percent(share) })}`,
          icon: running ? "export" : "download",
          class: "num",
        }}
        items={
          running
            ? [{ label: t("cancelExport"), icon: "close", hint: left, run: () => tell("cancel_export") }]
            : []
        }
      />
      <span
        class="sr"
        role="progressbar"
        aria-label={word}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent(share)}
      />
    </span>
  );
}
