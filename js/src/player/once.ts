/** An effect that runs once, when the component comes, and is undone when it goes. */
import { useEffect } from "preact/hooks";

export function useOnce(run: () => undefined | (() => void)): void {
  useEffect(run, []);
}
