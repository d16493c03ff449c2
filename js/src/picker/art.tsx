/** The picture on the empty tile: three photos, fanned, drawn in flat colours. */
import type { VNode } from "preact";

function Card({ turn, x, children }: { turn: number; x: number; children: VNode | VNode[] }): VNode {
  return (
    <g transform={`translate(${x} 0) rotate(${turn} 36 30)`}>
      <rect class="pk-card" x="0" y="0" width="72" height="58" rx="3" />
      <svg x="4" y="4" width="64" height="50" viewBox="0 0 64 50" preserveAspectRatio="xMidYMid slice">
        {children}
      </svg>
    </g>
  );
}

export function Art(): VNode {
  return (
    <svg class="pk-art" width="168" height="84" viewBox="-6 -10 168 84" aria-hidden="true" focusable="false">
      <Card turn={-9} x={6}>
        <path fill="#cfe3ea" d="M0 0h64v50H0z" />
        <path fill="#f3e6c8" d="M0 0h30v26H0z" opacity=".55" />
        <path fill="#8fb2bf" d="M0 28 14 21l12 5 14-8 24 9v23H0z" />
        <path fill="#6d99a9" d="M0 37h64v13H0z" />
        <path
          fill="none"
          stroke="#b4432f"
          stroke-width="1"
          d="M0 24Q13 22 18 9q6 17 14 17t14-17q5 13 18 15"
        />
        <path fill="#b4432f" d="M17 7h2.4v36H17zM45 7h2.4v36H45zM0 33h64v2H0z" />
      </Card>
      <Card turn={9} x={78}>
        <path fill="#8ecae0" d="M0 0h64v50H0z" />
        <path fill="#fff" opacity=".85" d="M26 12q4-6 9-1 6-2 8 4H23q0-3 3-3z" />
        <path fill="#1fa3b3" d="M0 26h64v24H0z" />
        <path fill="#7fd0d3" d="M0 36q24-5 64 2v3q-36-7-64-2z" />
        <path fill="#f2dcae" d="M0 44q30-7 64-5v11H0z" />
        <path fill="#a5834f" d="M46 38q0-18 8-21l10-1v24q-12 1-18-2z" />
        <path fill="#7d9b4a" d="M52 18q4-6 12-6v7q-6-2-12-1z" />
      </Card>
      <Card turn={0} x={42}>
        <path fill="#5d4a86" d="M0 0h64v50H0z" />
        <path fill="#a9668f" d="M0 14h64v36H0z" />
        <path fill="#e59a76" d="M0 24h64v26H0z" />
        <path fill="#f6bf7f" d="M0 31h64v19H0z" />
        <path fill="#7b4a86" d="M4 27h7v23H4zM24 24h8v26h-8zM47 26h9v24h-9z" />
        <path
          fill="#2c2052"
          d="M0 33h6v17H0zM9 21h6v-3h3v3h2v29H9zM21 34h6v16h-6zM28 17h4v-5h1.4v5H36v33h-8zM37 29h9v21h-9zM48 34h6v16h-6zM55 23h9v27h-9z"
        />
        <path
          fill="#f5c86f"
          d="M11 25h1.5v2H11zM15 30h1.5v2H15zM30 21h1.5v2H30zM32.6 28h1.5v2h-1.5zM40 33h1.5v2H40zM58 28h1.5v2H58zM61 34h1.5v2H61zM57 40h1.5v2H57zM12 37h1.5v2H12z"
        />
      </Card>
    </svg>
  );
}
