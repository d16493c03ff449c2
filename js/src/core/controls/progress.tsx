/** How far something is: a bar with a share, and a small turning ring where there is none. */
import type { VNode } from "preact";
import { clamp } from "../time";

export function Progress({ share, label, text }: { share: number; label: string; text?: string }): VNode {
  const value = clamp(Number.isFinite(share) ? share : 0, 0, 1);
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(value * 100)}
      aria-valuetext={text}
      style={{ "--share": value } as never}
    >
      <i />
    </div>
  );
}

/** With a share an arc of it, without one a quarter that turns. Always beside words that say what is awaited. */
export function Ring({ share }: { share?: number | undefined }): VNode {
  const around = 2 * Math.PI * 6;
  const part = share === undefined ? 0.28 : clamp(share, 0.03, 1);
  return (
    <svg class="ring" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <circle cx="8" cy="8" r="6" fill="none" stroke="var(--line)" stroke-width="1.4" />
      <circle
        class={share === undefined ? "turn" : ""}
        cx="8"
        cy="8"
        r="6"
        fill="none"
        stroke="currentColor"
        stroke-width="1.4"
        stroke-linecap="round"
        stroke-dasharray={`${around * part} ${around}`}
        transform={share === undefined ? undefined : "rotate(-90 8 8)"}
      />
    </svg>
  );
}
