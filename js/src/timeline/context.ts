/** The timeline's state, for its parts. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { TimelineState } from "./state";

export const TimelineContext = createContext<TimelineState | null>(null);

export function useTimeline(): TimelineState {
  const state = useContext(TimelineContext);
  if (!state) throw new Error("rendered outside of a timeline");
  return state;
}
