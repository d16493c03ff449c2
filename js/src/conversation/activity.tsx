/** What is going on now, and for how long: "Writing · 3 s". */
import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Ring } from "../core/controls";
import { useScope, useWords } from "../core/env";
import { formatSeconds } from "../core/time";
import { commonWords, units } from "../core/words";
import type { Activity } from "./types";
import { talkWords } from "./words";

export function ActivityLine({
  activity,
  unheard,
  language,
}: {
  activity: Activity;
  unheard: boolean;
  language: "en" | "zh";
}): VNode | null {
  const t = useWords({ ...talkWords, ...commonWords });
  const scope = useScope();
  const seconds = useMemo(() => signal(0), []);
  const { phase } = activity;
  useEffect(() => {
    if (!phase) return;
    // Counted here from when it was seen: the two machines' clocks need not agree.
    const behind = Date.now() - (activity.since ?? Date.now());
    const begun = Date.now() - (behind > 0 && behind < 3_600_000 ? behind : 0);
    const count = () => {
      seconds.value = Math.floor((Date.now() - begun) / 1000);
    };
    count();
    return scope.interval(1000, count);
  }, [phase, activity.since]);
  if (!phase && !unheard) return null;
  const words = phase
    ? t(phase, { minutes: activity.minutes ?? Math.max(1, Math.round(seconds.value / 60)) })
    : t("busy");
  const time =
    phase && phase !== "still" && phase !== "ready" && seconds.value > 0
      ? formatSeconds(seconds.value, units[language])
      : "";
  return (
    <div class="tk-activity meta">
      {phase !== "ready" && <Ring />}
      <span class="num">{[unheard && phase ? t("busy") : words, time].filter(Boolean).join(" · ")}</span>
    </div>
  );
}
