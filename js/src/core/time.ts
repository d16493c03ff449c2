/** Times, sizes and shares as people read them. */

/** `0:03`, `12:05`, `1:02:03`; with `tenths`, `0:12.4`. Truncates, as clocks do. */
export function formatTime(seconds: number, { tenths = false } = {}): string {
  // Past 1e9 s the tenths no longer fit a double; no film is that long.
  const safe = Number.isFinite(seconds) ? clamp(seconds, 0, 1e9) : 0;
  // 1e-6: 12.3 s is 122.99999 tenths in binary.
  const units = Math.floor(safe * 10 + 1e-6);
  const whole = Math.floor(units / 10);
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = String(whole % 60).padStart(2, "0");
  const head = h > 0 ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
  return tenths ? `${head}.${units % 10}` : head;
}

/** `0.9 s`, `30 s`, `2 min`: a length in words, one decimal below ten seconds when it matters. */
export function formatSeconds(
  seconds: number,
  unit: { s: string; min: string } = { s: " s", min: " min" },
): string {
  if (seconds >= 90) return `${Math.round(seconds / 60)}${unit.min}`;
  const rounded = seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds);
  return `${rounded}${unit.s}`;
}

/** Decimal units, as the limits are: `3.1 MB`, `640 kB`. */
export function formatBytes(bytes: number): string {
  if (!(bytes >= 0)) return "";
  if (bytes < 1000) return `${Math.round(bytes)}\u00a0B`;
  const units = ["kB", "MB", "GB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 99.95 && unit > 0 ? value.toFixed(1) : Math.round(value)}\u00a0${units[unit]}`;
}

/** A share as a whole percent; 100 only when all is done. */
export function percent(share: number): number {
  if (!(share > 0)) return 0;
  return share >= 1 ? 100 : Math.min(99, Math.floor(share * 100 + 1e-9));
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
