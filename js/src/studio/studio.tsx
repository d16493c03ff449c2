/** The Studio: film left, talk right, under both what the words did; one frame whose height no state changes. */
import { computed, signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Conversation } from "../conversation/conversation";
import type { TalkMessage } from "../conversation/types";
import { createClock } from "../core/clock";
import type { ChipData } from "../core/controls";
import { useEnv, useScope, useWords } from "../core/env";
import { Icon } from "../core/icons";
import { filmKeys, keyHandler } from "../core/keymap";
import { NoAnswer, type WidgetModel } from "../core/model";
import { commonWords } from "../core/words";
import { Picker, useFrameDrops } from "../picker/picker";
import { AddMenu, FileInputs, useSources } from "../picker/sources";
import { pickerStore } from "../picker/store";
import { Timeline } from "../timeline/timeline";
import { type Children, findChildren } from "./children";
import { Header } from "./header";
import { HelpSheet } from "./help";
import { type Layout, layoutOf } from "./layout";
import { savingFrom } from "./save";
import { type Panel, Stage } from "./stage";
import { Tabs } from "./tabs";
import type { StudioTraits } from "./types";
import { Versions } from "./versions";
import { studioWords } from "./words";

const words = { ...studioWords, ...commonWords };

/** The frame and its measured layout; what is in it comes when the four models are found. */
export function Studio({ model }: { model: WidgetModel<StudioTraits> }): VNode {
  const t = useWords(words);
  const env = useEnv();
  const scope = useScope();
  const frame = useRef<HTMLElement>(null);
  const layout = useMemo(() => signal<Layout>(layoutOf((env.root.host as HTMLElement).clientWidth)), []);
  const found = useMemo(() => findChildren(model, env, scope), [model, env, scope]).value;
  useLayoutEffect(() => {
    const measure = (width: number) => {
      const next = layoutOf(Math.round(width));
      const now = layout.peek();
      if (next.kind !== now.kind || next.picture !== now.picture || next.talk !== now.talk)
        layout.value = next;
    };
    measure(frame.current!.getBoundingClientRect().width);
    return scope.resize(frame.current!, () => measure(frame.current!.offsetWidth));
  }, [scope, layout]);
  const { kind, picture, photos, talk } = layout.value;
  return (
    <section
      class="st"
      data-layout={kind}
      ref={frame}
      aria-label={t("studio")}
      style={{ "--picture": `${picture}px`, "--photos": `${photos}px`, "--talk": `${talk}px` } as never}
    >
      {typeof found === "string" ? (
        <>
          <header class="st-head">
            <h2 class="st-name">{model.trait("name", "").value || t("newFilm")}</h2>
          </header>
          <div class="st-stage st-wait">
            {found === "gone" && (
              <p>
                <Icon name="alert" /> {t("gone")}
              </p>
            )}
          </div>
        </>
      ) : (
        <Composition model={model} children_={found} layout={layout.value} />
      )}
    </section>
  );
}

interface CompositionProps {
  model: WidgetModel<StudioTraits>;
  children_: Children;
  layout: Layout;
}

function Composition({ model, children_: children, layout }: CompositionProps): VNode {
  const t = useWords(words);
  const { announce, root } = useEnv();
  const scope = useScope();
  const store = pickerStore(children.picker);
  const over = useFrameDrops(store);
  const sources = useSources();
  const local = useMemo(
    () => ({
      clock: createClock(),
      tab: signal("conversation"),
      panel: signal<"" | Panel>(""),
      help: signal(false),
      lit: signal<string[]>([]),
      saving: savingFrom(children.player as unknown as WidgetModel<object>, scope),
      uploading: computed(() => store.totals.value.busy > 0),
    }),
    [children, scope, store],
  );
  const { kind } = layout;
  const gone =
    model.gone.value || [children.picker, children.conversation, children.timeline].some((m) => m.gone.value);
  const narrow = kind === "column" || kind === "phone";
  const film = hasFilm(children);
  const version = model.trait("version", 0).value;
  const versions = model.trait("versions", []).value;
  const exportState = model.trait("export_state", { state: "idle" }).value;
  const preview = model.trait("preview_state", { state: "idle" }).value;
  const photos = store.totals.value.all;
  const failed = children.conversation.trait("messages", []).value.at(-1)?.role === "error";
  const primary =
    preview.state !== "running" && preview.state !== "failed" && !failed && store.totals.value.busy === 0;

  const tell = (name: string, fields: Record<string, unknown> = {}) => {
    model
      .command(name, fields)
      .catch((error: Error) => announce(error instanceof NoAnswer ? t("gone") : error.message, true));
  };
  const save = (file?: TalkMessage["file"]) => {
    const id = file?.id ?? exportState.file;
    const size = file?.size ?? exportState.size;
    const name = file?.name ?? exportState.name ?? "film.mp4";
    if (id && size)
      local.saving.save({ id, size, name }).catch((error: Error) => announce(error.message, true));
    else tell("save");
  };
  const jump = (chip: ChipData) => {
    if (typeof chip.start === "number") local.clock.seek(chip.start);
    if (chip.segments?.length) children.timeline.set({ selection: [...chip.segments] });
  };
  const light = (chip: ChipData | null) => {
    local.lit.value = chip?.segments ?? [];
  };

  useLayoutEffect(() => {
    const onKeys = keyHandler(filmKeys, {
      undo: () => model.trait("can_undo", false).peek() && tell("undo"),
      redo: () => model.trait("can_redo", false).peek() && tell("redo"),
      help: () => {
        local.help.value = true;
      },
    });
    return scope.listen<KeyboardEvent>(root, "keydown", onKeys);
  }, [model, scope, root]);
  const refusal = model.refusal.value;
  useEffect(() => {
    if (refusal) announce(refusal.message, true);
  }, [refusal]);
  const wasExporting = useRef(exportState.state);
  useEffect(() => {
    if (wasExporting.current === "running" && exportState.state === "done") announce(t("exported"));
    wasExporting.current = exportState.state;
  }, [exportState.state]);

  const versionList = { versions, current: version, onGo: (n: number) => tell("goto", { version: n }) };
  const show = (which: Panel) => () => {
    local.panel.value = which;
  };
  const talkIn = (mode: "column" | "row" | "rows" | "read") => (
    <Conversation
      model={children.conversation}
      mode={mode}
      uploading={local.uploading}
      gone={gone}
      onJump={jump}
      onHover={light}
      onAttach={() => sources.input.current?.click()}
      onSave={(message) => save(message.file)}
      onOpen={show("conversation")}
    />
  );
  const panel = narrow ? local.panel.value : "";
  const tabs = [
    { key: "conversation", label: t("conversation") },
    ...(kind === "wide" ? [] : [{ key: "photos", label: t("photos"), count: photos }]),
    { key: "versions", label: t("versions"), count: versions.length },
  ];
  const tab = tabs.some(({ key }) => key === local.tab.value) ? local.tab.value : "conversation";
  return (
    <>
      <FileInputs sources={sources} store={store} accept={children.picker.trait("accept", []).value} />
      <Header
        kind={kind}
        name={model.trait("name", "").value}
        version={version}
        versions={versions}
        canUndo={!gone && model.trait("can_undo", false).value}
        canRedo={!gone && model.trait("can_redo", false).value}
        gone={gone}
        place={model.trait("place", { kind: "local" }).value}
        film={film}
        primary={primary}
        exportState={exportState}
        saving={local.saving.share.value}
        panels={
          narrow
            ? [
                { label: t("conversation"), icon: "talk" as const, run: show("conversation") },
                ...(film
                  ? [
                      {
                        label: t("photos"),
                        icon: "image" as const,
                        hint: photos ? String(photos) : "",
                        run: show("photos"),
                      },
                    ]
                  : []),
                {
                  label: t("versions"),
                  icon: "history" as const,
                  hint: versions.length ? String(versions.length) : "",
                  run: show("versions"),
                },
              ]
            : []
        }
        tell={tell}
        onSave={() => save()}
        onHelp={() => {
          local.help.value = true;
        }}
      />
      {kind === "wide" && film && (
        <div class="st-photos">
          <div class="st-bar">
            <strong>{t("photos")}</strong>
            <span class="st-count num">{photos || ""}</span>
            <span class="spacer" />
            <AddMenu sources={sources} small />
          </div>
          <Picker model={children.picker} mode="column" over={over} sources={sources} />
        </div>
      )}
      <div class={kind === "wide" && !film ? "st-stage whole" : "st-stage"}>
        <Stage
          children={children}
          film={film}
          clock={local.clock}
          over={over}
          sources={sources}
          panel={panel}
          talk={panel === "conversation" && talkIn("read")}
          versions={versionList}
          onClosePanel={() => {
            local.panel.value = "";
          }}
        />
      </div>
      <div class="st-talk">
        {narrow ? (
          talkIn(kind === "phone" ? "rows" : "row")
        ) : (
          <Tabs
            tabs={tabs}
            current={tab}
            label={t("studio")}
            tools={tab === "photos" && <AddMenu sources={sources} small />}
            onChoose={(key) => {
              local.tab.value = key;
            }}
          >
            {tab === "conversation" && talkIn("column")}
            {tab === "photos" && (
              <Picker model={children.picker} mode="column" over={over} sources={sources} />
            )}
            {tab === "versions" && <Versions {...versionList} />}
          </Tabs>
        )}
      </div>
      <div class="st-time">
        <Timeline model={children.timeline} clock={local.clock} embedded highlight={local.lit} />
      </div>
      {local.help.value && (
        <HelpSheet
          onClose={() => {
            local.help.value = false;
          }}
        />
      )}
    </>
  );
}

function hasFilm(children: Children): boolean {
  const film = children.timeline.trait("film", {} as never).value as {
    tracks?: unknown[];
    duration?: number;
  };
  return (film?.duration ?? 0) > 0;
}
