/** The icons: drawn here for 16 px, one 1.4 stroke with round ends; filled only play, stop and the bow-tie. */
import type { VNode } from "preact";

const strokes = {
  alert: "M8 2.4 14.4 13.4H1.6Z M8 6.6v3.2 M8 11.7v.01",
  arrowUp: "M8 13V3.2 M3.8 7.2 8 3l4.2 4.2",
  camera:
    "M3.2 5.1h1.6L6 3.2h4l1.2 1.9h1.6a1.2 1.2 0 0 1 1.2 1.2v5.4a1.2 1.2 0 0 1-1.2 1.2H3.2A1.2 1.2 0 0 1 2 11.7V6.3a1.2 1.2 0 0 1 1.2-1.2Z M8 11a2.2 2.2 0 1 0 0-4.4A2.2 2.2 0 0 0 8 11",
  captions:
    "M3.3 3.4h9.4A1.3 1.3 0 0 1 14 4.7v6.6a1.3 1.3 0 0 1-1.3 1.3H3.3A1.3 1.3 0 0 1 2 11.3V4.7a1.3 1.3 0 0 1 1.3-1.3Z M7 7a1.4 1.4 0 1 0 0 2 M11.7 7a1.4 1.4 0 1 0 0 2",
  check: "M3 8.4 6.4 11.8 13 4.6",
  chevronDown: "M4.2 6.2 8 10l3.8-3.8",
  chevronLeft: "M9.8 4.2 6 8l3.8 3.8",
  chevronRight: "M6.2 4.2 10 8l-3.8 3.8",
  close: "M4 4l8 8 M12 4l-8 8",
  cloud: "M4.6 12.5h6.9a2.6 2.6 0 0 0 .4-5.2A4 4 0 0 0 4.2 6.6a3 3 0 0 0 .4 5.9Z",
  download: "M8 2.6v7.4 M5 7.2l3 3 3-3 M2.6 9.8v2.4a1.2 1.2 0 0 0 1.2 1.2h8.4a1.2 1.2 0 0 0 1.2-1.2V9.8",
  export: "M8 10.2V2.8 M5 5.6l3-3 3 3 M2.6 9.8v2.4a1.2 1.2 0 0 0 1.2 1.2h8.4a1.2 1.2 0 0 0 1.2-1.2V9.8",
  film: "M3.2 2.9h9.6A1.2 1.2 0 0 1 14 4.1v7.8a1.2 1.2 0 0 1-1.2 1.2H3.2A1.2 1.2 0 0 1 2 11.9V4.1a1.2 1.2 0 0 1 1.2-1.2Z M5 2.9v10.2 M11 2.9v10.2 M2 6.3h3 M2 9.7h3 M11 6.3h3 M11 9.7h3 M5 8h6",
  fit: "M1.8 3.4v9.2 M14.2 3.4v9.2 M4 8h8 M6 5.9 3.9 8 6 10.1 M10 5.9 12.1 8 10 10.1",
  folder:
    "M3 12.7a1.1 1.1 0 0 1-1.1-1.1V4.4A1.1 1.1 0 0 1 3 3.3h3.2l1.5 1.8H13a1.1 1.1 0 0 1 1.1 1.1v5.4a1.1 1.1 0 0 1-1.1 1.1Z",
  fullscreen: "M2.5 5.8V2.5h3.3 M10.2 2.5h3.3v3.3 M13.5 10.2v3.3h-3.3 M5.8 13.5H2.5v-3.3",
  fullscreenExit: "M5.8 2.5v3.3H2.5 M13.5 5.8h-3.3V2.5 M10.2 13.5v-3.3h3.3 M2.5 10.2h3.3v3.3",
  grip: "M6 4v.01 M10 4v.01 M6 8v.01 M10 8v.01 M6 12v.01 M10 12v.01",
  help: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4 M6.2 6.4A1.9 1.9 0 1 1 8.9 8c-.6.3-.9.7-.9 1.3 M8 11.5v.01",
  history: "M2.6 8a5.4 5.4 0 1 0 1.6-3.8L2.5 5.8 M2.4 2.8v3.1h3.1 M8 5v3.2l2.2 1.3",
  image:
    "M3.4 2.8h9.2a1.3 1.3 0 0 1 1.3 1.3v7.8a1.3 1.3 0 0 1-1.3 1.3H3.4a1.3 1.3 0 0 1-1.3-1.3V4.1a1.3 1.3 0 0 1 1.3-1.3Z M2.3 11.6 5.7 8.2l2.9 2.9 1.5-1.3 3.6 3 M10.6 5.9v.01",
  keyboard:
    "M2.8 4h10.4a1.2 1.2 0 0 1 1.2 1.2v5.6a1.2 1.2 0 0 1-1.2 1.2H2.8a1.2 1.2 0 0 1-1.2-1.2V5.2A1.2 1.2 0 0 1 2.8 4Z M4.3 6.7v.01 M6.8 6.7v.01 M9.2 6.7v.01 M11.7 6.7v.01 M5.2 9.3h5.6",
  link: "M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.6-2.6a2.6 2.6 0 0 0-3.7-3.7l-1 1 M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3 9.3A2.6 2.6 0 0 0 6.7 13l1-1",
  lock: "M4.5 7.1h7a1.1 1.1 0 0 1 1.1 1.1v4.2a1.1 1.1 0 0 1-1.1 1.1h-7a1.1 1.1 0 0 1-1.1-1.1V8.2a1.1 1.1 0 0 1 1.1-1.1Z M5.5 7.1V5.2a2.5 2.5 0 0 1 5 0v1.9",
  loop: "M11.2 1.9 13.4 4l-2.2 2.1 M2.4 7.4V6a2 2 0 0 1 2-2h9 M4.8 14.1 2.6 12l2.2-2.1 M13.6 8.6V10a2 2 0 0 1-2 2h-9",
  magnet: "M3.2 2.4v5.2a4.8 4.8 0 0 0 9.6 0V2.4h-3v5.2a1.8 1.8 0 0 1-3.6 0V2.4Z M3.2 5.2h3 M9.8 5.2h3",
  minus: "M3 8h10",
  more: "M3.5 8m-.45 0a.45.45 0 1 0 .9 0a.45.45 0 1 0-.9 0 M8 8m-.45 0a.45.45 0 1 0 .9 0a.45.45 0 1 0-.9 0 M12.5 8m-.45 0a.45.45 0 1 0 .9 0a.45.45 0 1 0-.9 0",
  music:
    "M5.6 12.2V3.6l7.6-1.4v8.4 M5.6 12.2a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0Z M13.2 10.6a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0Z",
  pause: "M5.4 3.2v9.6 M10.6 3.2v9.6",
  pip: "M3 3h10a1.2 1.2 0 0 1 1.2 1.2v7.6A1.2 1.2 0 0 1 13 13H3a1.2 1.2 0 0 1-1.2-1.2V4.2A1.2 1.2 0 0 1 3 3Z M8.2 8.2h3.6v2.6H8.2Z",
  plus: "M8 3v10 M3 8h10",
  redo: "M10.4 2.8l3 3-3 3 M13.2 5.8H6a3.6 3.6 0 0 0 0 7.2h3.4",
  retry: "M13.4 8a5.4 5.4 0 1 1-1.7-3.9l1.7 1.6 M13.6 2.6v3.2h-3.2",
  scissors:
    "M5.3 5.9 13 12.6 M5.3 10.1 13 3.4 M4 6.2a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8 M4 13.6a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8",
  speaker: "M2 6.2v3.6h2.4L7.8 12.6V3.4L4.4 6.2Z M10.2 5.9a3 3 0 0 1 0 4.2 M12.1 4a5.7 5.7 0 0 1 0 8",
  speakerOff: "M2 6.2v3.6h2.4L7.8 12.6V3.4L4.4 6.2Z M10.4 6.2l3.6 3.6 M14 6.2l-3.6 3.6",
  stepBack: "M3.4 3.6v8.8 M12.6 4.2 6.8 8l5.8 3.8Z",
  stepOn: "M12.6 3.6v8.8 M3.4 4.2 9.2 8l-5.8 3.8Z",
  text: "M3 4.6V2.9h10v1.7 M8 2.9v10.2 M6.2 13.1h3.6",
  trash: "M2.6 4.4h10.8 M6 4.4V2.6h4v1.8 M4 4.4l.7 9.2h6.6l.7-9.2 M6.7 7.2v3.8 M9.3 7.2v3.8",
  talk: "M3.4 2.8h9.2a1.3 1.3 0 0 1 1.3 1.3v5.6a1.3 1.3 0 0 1-1.3 1.3H7.4L4.4 13.6V11h-1a1.3 1.3 0 0 1-1.3-1.3V4.1a1.3 1.3 0 0 1 1.3-1.3Z",
  undo: "M5.6 2.8l-3 3 3 3 M2.8 5.8H10a3.6 3.6 0 0 1 0 7.2H6.6",
} as const;

const shapes = {
  bowtie: "M2.2 3.8v8.4L8 8ZM13.8 3.8v8.4L8 8Z",
  play: "M4.4 2.7v10.6L13.2 8Z",
  stop: "M4.4 4.4h7.2v7.2H4.4Z",
} as const;

export type IconName = keyof typeof strokes | keyof typeof shapes;

/** Decorative by itself: the control around it carries the name. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }): VNode {
  const filled = name in shapes;
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {filled ? (
        <path
          d={shapes[name as keyof typeof shapes]}
          fill="currentColor"
          stroke="currentColor"
          stroke-width="1"
          stroke-linejoin="round"
        />
      ) : (
        <path
          d={strokes[name as keyof typeof strokes]}
          fill="none"
          stroke="currentColor"
          stroke-width="1.4"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      )}
    </svg>
  );
}

/** A track's icon, by the kind that drafts and chips carry. */
export function trackIcon(kind: string): IconName {
  const icons: Record<string, IconName> = {
    video: "film",
    audio: "music",
    text: "text",
    join: "bowtie",
    film: "film",
  };
  return icons[kind] ?? "film";
}
