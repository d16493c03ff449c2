/** The prompt: Enter sends, Shift+Enter starts a line, an input method keeps its own Enter; grows to six lines. */
import { type Signal, signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../core/controls";
import { useEnv, useWords } from "../core/env";
import { PromptHistory } from "./history";
import { talkWords } from "./words";

const lines = 6;
const lineHeight = 20;

const drafts = new WeakMap<object, Signal<string>>();

/** What is being written belongs to the model, so that a second view or a redrawn cell still has it. */
export function draftOf(model: object): Signal<string> {
  const known = drafts.get(model) ?? signal("");
  drafts.set(model, known);
  return known;
}

export interface PromptProps {
  draft: Signal<string>;
  placeholder: string;
  answering: boolean;
  /** Photos are still on the way: said beside the button. */
  holding: boolean;
  past: readonly string[];
  /** Nobody is there to hear: what is written stays. */
  gone: boolean;
  /** One line high until more is written. */
  single: boolean;
  onSend(text: string): void;
  onStop(): void;
  onAttach?: (() => void) | undefined;
}

export function Prompt(props: PromptProps): VNode {
  const { draft, answering, single } = props;
  const t = useWords(talkWords);
  const { root } = useEnv();
  const field = useRef<HTMLTextAreaElement>(null);
  const past = useMemo(() => ({ history: new PromptHistory(props.past) }), [props.past]);
  const text = draft.value;
  const empty = text.trim() === "";

  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = "0";
    const height = Math.min(Math.max(area.scrollHeight, lineHeight), lines * lineHeight);
    area.style.height = `${height}px`;
    area.style.overflowY = area.scrollHeight > lines * lineHeight ? "auto" : "hidden";
  }, [text, single]);

  useEffect(() => {
    past.history = new PromptHistory(props.past);
  }, [props.past, past]);

  const send = () => {
    const said = draft.peek().trim();
    if (said === "" || answering || props.gone) return;
    props.onSend(said);
    draft.value = "";
    if (root.activeElement !== field.current) field.current?.focus({ preventScroll: true });
  };
  const recall = (line: string | undefined, event: KeyboardEvent) => {
    if (line === undefined) return;
    event.preventDefault();
    draft.value = line;
    requestAnimationFrame(() => field.current?.setSelectionRange(line.length, line.length));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Everything typed here is text: the notebook's command keys must not see it.
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229) return;
    const area = field.current!;
    const plain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && answering) {
      event.preventDefault();
      props.onStop();
    } else if (
      event.key === "ArrowUp" &&
      plain &&
      (empty || past.history.browsing) &&
      !area.value.slice(0, area.selectionStart).includes("\n")
    )
      recall(past.history.up(text), event);
    else if (
      event.key === "ArrowDown" &&
      plain &&
      past.history.browsing &&
      !area.value.slice(area.selectionEnd).includes("\n")
    )
      recall(past.history.down(), event);
  };

  const note = answering ? t("escStops") : props.holding && !empty ? t("whenIn") : "";
  const button = answering ? (
    <Button label={t("stop")} icon="stop" only hint="Esc" onClick={props.onStop} class="tk-send" />
  ) : (
    <Button
      label={t("send")}
      icon="arrowUp"
      only
      variant="primary"
      disabled={empty || props.gone}
      onClick={send}
      class="tk-send"
    />
  );
  const attach = props.onAttach && (
    <Button
      label={t("attach")}
      icon={single ? "plus" : "image"}
      only
      variant="quiet"
      onClick={props.onAttach}
    />
  );
  const area = (
    <textarea
      ref={field}
      class="tk-field"
      rows={1}
      value={text}
      placeholder={props.placeholder}
      aria-label={props.placeholder}
      enterkeyhint="send"
      onInput={(event) => {
        draft.value = event.currentTarget.value;
      }}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => event.stopPropagation()}
      onKeyPress={(event) => event.stopPropagation()}
    />
  );
  const focus = (event: MouseEvent) => {
    if (event.target === event.currentTarget) field.current?.focus();
  };
  return single ? (
    <div class="tk-prompt single" onClick={focus}>
      {attach}
      {area}
      {note && <span class="meta tk-note">{note}</span>}
      {button}
    </div>
  ) : (
    <div class="tk-prompt" onClick={focus}>
      {area}
      <div class="tk-tools" onClick={focus}>
        {attach}
        <span class="meta tk-note clip">{note}</span>
        {button}
      </div>
    </div>
  );
}
