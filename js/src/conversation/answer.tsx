/** The words of one answer, appended as they come. */
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Deltas } from "./deltas";
import { Writing } from "./markdown";
import type { TalkMessage } from "./types";

export function Answer({
  message,
  deltas,
  onGrow,
}: {
  message: TalkMessage;
  deltas: Deltas;
  onGrow(): void;
}): VNode {
  const place = useRef<HTMLDivElement>(null);
  const writing = useRef<Writing | null>(null);
  const streaming = message.state === "streaming";
  useLayoutEffect(() => {
    writing.current ??= new Writing(place.current!);
    const now = writing.current;
    if (!streaming) {
      now.finish(message.text);
      deltas.forget(message.id);
      onGrow();
      return;
    }
    const { text, stop } = deltas.follow(message.id, (more) => {
      now.write(more);
      onGrow();
    });
    now.become(text.length >= message.text.length ? text : message.text);
    onGrow();
    return stop;
  }, [message.id, message.text, streaming]);
  return <div class={streaming ? "tk-text writing" : "tk-text"} ref={place} />;
}
