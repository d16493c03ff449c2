/** Every message makes a version; each can be gone back to, and going back makes a new one. */
import type { VNode } from "preact";
import { useWords } from "../core/env";
import { Icon } from "../core/icons";
import { formatSeconds } from "../core/time";
import type { VersionRecord } from "./types";
import { studioWords } from "./words";

function clockTime(time: VersionRecord["time"]): string {
  if (!time) return "";
  const date = new Date(time);
  return Number.isNaN(date.getTime())
    ? ""
    : date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

export interface VersionsProps {
  versions: readonly VersionRecord[];
  current: number;
  onGo(version: number): void;
}

export function Versions({ versions, current, onGo }: VersionsProps): VNode {
  const t = useWords(studioWords);
  if (versions.length === 0) return <p class="st-none meta">{t("noVersions")}</p>;
  return (
    <ol class="st-versions" reversed>
      {[...versions].reverse().map((v) => {
        const shown = v.number === current;
        const facts = [
          v.changes ? t("changes", { n: v.changes }) : "",
          v.seconds ? formatSeconds(v.seconds) : "",
          clockTime(v.time),
        ];
        return (
          <li key={v.number}>
            <button
              type="button"
              class="st-row"
              aria-current={shown}
              disabled={shown}
              title={shown ? t("shown") : t("goBack")}
              onClick={() => onGo(v.number)}
            >
              <span class="st-n num">{t("v", { n: v.number })}</span>
              <span class="st-what">
                <span class="st-label">{v.label}</span>
                <span class="meta num">{facts.filter(Boolean).join(" · ")}</span>
              </span>
              {shown ? <Icon name="check" /> : <Icon name="history" />}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
