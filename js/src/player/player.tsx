/** The player: picture, progress and controls over one film, whose bytes are pulled from the kernel as they are wanted. */

import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { type Clock, createClock } from "../core/clock";
import { Button, Ring } from "../core/controls";
import { useEnv, useScope, useWords } from "../core/env";
import { Icon } from "../core/icons";
import { filmKeys, keyHandler } from "../core/keymap";
import { KernelError, type WidgetModel } from "../core/model";
import { commonWords } from "../core/words";
import { Controls } from "./controls";
import { pullFile } from "./file";
import { type FilmInfo, fragmentAt, grown, parseFilm, readySeconds } from "./fragments";
import { useOnce } from "./once";
import playerCss from "./player.css";
import { Puller } from "./pull";
import { Screen } from "./screen";
import { SeekBar } from "./seek";
import { flip, type PlayerTraits, put, useSettings } from "./settings";
import { offer, snapshot } from "./snapshot";
import { CannotShow } from "./stage";
import { transport } from "./transport";
import { playerWords } from "./words";

export type { PlayerTraits };
export { playerCss };

export interface PlayerProps {
  readonly model: WidgetModel<PlayerTraits>;
  /** The Studio's clock, shared with its timeline; alone, the player keeps its own. */
  readonly clock?: Clock;
  /** In the Studio: a thin progress line, since the timeline is the scrubber; fills the height it is given. */
  readonly embedded?: boolean;
}

const clocks = new WeakMap<object, Clock>();

/** Two views of one player go in step: they share its clock. */
function clockOf(model: object): Clock {
  const clock = clocks.get(model) ?? createClock();
  clocks.set(model, clock);
  return clock;
}

interface FailureProps {
  readonly error: unknown;
  readonly name: string;
  onRetry(): void;
}

function Failure({ error, name, onRetry }: FailureProps): VNode {
  const t = useWords(playerWords);
  const common = useWords(commonWords);
  const sentence =
    error instanceof CannotShow
      ? t(error.key, { name: name || t("thisFilm") })
      : error instanceof KernelError
        ? error.message
        : t("decode");
  return (
    <div class="pl-failure" role="alert">
      <Icon name="alert" />
      <p>
        {sentence} {error instanceof KernelError && error.hint}
      </p>
      {!(error instanceof CannotShow && error.key !== "decode") && (
        <Button label={common("tryAgain")} icon="retry" small onClick={onRetry} />
      )}
    </div>
  );
}

export function Player({ model, clock: given, embedded = false }: PlayerProps): VNode {
  const t = useWords(playerWords);
  const scope = useScope();
  const { root } = useEnv();
  const clock = given ?? clockOf(model);
  const settings = useSettings(model, clock);
  const section = useRef<HTMLElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const [screen, setScreen] = useState<Screen | null>(null);
  const [width, setWidth] = useState(0);
  const full = useSignal(false);
  const saving = useSignal<number | null>(null);
  const puller = useMemo(() => new Puller(model, scope), [model, scope]);
  const trait = model.trait("film", {});
  const poster = model.trait("poster", "").value;
  const refused = model.trait("error", "").value;
  const film = useSignal<FilmInfo | null>(null);

  useOnce(() => {
    if (!host.current || !section.current) return;
    const made = new Screen(host.current, clock, puller, settings, scope);
    setScreen(made);
    scope.resize(section.current, (box) => setWidth(box.width));
    scope.listen(document, "fullscreenchange", () => {
      full.value = root.fullscreenElement === section.current;
    });
    scope.add(
      model.on("grown", (message) => {
        const now = film.peek();
        if (now) film.value = grown(now, message);
      }),
    );
    scope.add(
      film.subscribe((value) => {
        // In the Studio the timeline knows the length before the first fragment does, and keeps it.
        if (value) clock.duration.value = value.duration;
        else if (!given) clock.duration.value = 0;
        if (value && clock.time.peek() > value.duration) clock.seek(value.duration);
        made.show(value);
      }),
    );
  });
  useSignalEffect(() => {
    film.value = parseFilm(trait.value);
  });

  const toggle = () => {
    if (film.peek()) clock.playing.value = !clock.playing.peek();
  };
  const fullScreen = () => {
    if (full.peek()) void document.exitFullscreen();
    else void section.current?.requestFullscreen?.().catch(() => {});
  };
  const save = async () => {
    const it = film.peek();
    if (!it || saving.peek() !== null) return;
    const stop = new AbortController();
    scope.add(() => stop.abort());
    saving.value = 0;
    try {
      const blob = await pullFile(puller, it, stop.signal, put(saving));
      offer(blob, it.name ? `${it.name.replace(/\.mp4$/i, "")}.mp4` : "film.mp4");
    } catch (error) {
      if (screen && !stop.signal.aborted) screen.failure.value = error;
    } finally {
      saving.value = null;
    }
  };
  const keys = keyHandler(filmKeys, {
    ...transport(clock, () => film.peek()?.fps ?? 30),
    mute: flip(settings.muted),
    fullscreen: fullScreen,
  });

  const it = film.value;
  const aspect = useComputed(() => (film.value ? film.value.width / film.value.height : 16 / 9));
  const failure = screen?.failure.value;
  const live = it?.live ?? false;
  const made = useComputed(() => {
    const info = film.value?.video;
    return info?.ready[Math.max(0, fragmentAt(info.index, clock.time.value))] ?? false;
  }).value;
  const ready = live && it ? Math.floor(readySeconds(it.video)) : 0;
  const total = Math.round(it?.duration ?? 0);
  return (
    <section
      class={embedded ? "pl-player embedded" : "pl-player alone"}
      ref={section}
      aria-label={t("player")}
      onKeyDown={keys}
      style={{ "--aspect": aspect.value } as never}
    >
      <div class="pl-picture" onClick={toggle} onDblClick={fullScreen}>
        {poster && it && !screen?.picture.value && <img class="pl-poster" src={poster} alt="" />}
        <div class="pl-screen" ref={host} />
        {!it && !poster && (
          <p class="pl-nothing">
            <Icon name={refused ? "alert" : "film"} /> {refused || t("empty")}
          </p>
        )}
        {saving.value !== null ? (
          <p class="pl-plate" role="status">
            <Ring share={saving.value} /> {t("saving", { n: Math.round(saving.value * 100) })}
          </p>
        ) : it && screen?.waiting.value && !failure ? (
          <p class="pl-plate late" role="status">
            <Ring /> {t(live && !made ? "waiting" : "loading")}
          </p>
        ) : (
          live && ready < total && <p class="pl-plate num">{t("ready", { n: ready, total })}</p>
        )}
        {failure && it ? <Failure error={failure} name={it.name} onRetry={() => screen?.open(it)} /> : null}
        {embedded && it && <SeekBar film={it} clock={clock} thin />}
      </div>
      <Controls
        film={it}
        clock={clock}
        settings={settings}
        embedded={embedded}
        width={width}
        full={full}
        canSave={!embedded && !!it && !it.live && it.size > 0}
        onFull={fullScreen}
        onSnapshot={() => {
          if (screen?.video) void snapshot(screen.video, it?.name ?? "", clock.time.peek());
        }}
        onSave={() => void save()}
      />
    </section>
  );
}
