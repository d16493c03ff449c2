/** The conversation: what was said and done, what is going on, and the prompt; a column beside the film, or a row under it. */
import type { ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button, Chip, type ChipData } from "../core/controls";
import { useEnv, useScope, useWords } from "../core/env";
import { KernelError, NoAnswer, type WidgetModel } from "../core/model";
import { commonWords } from "../core/words";
import { ActivityLine } from "./activity";
import { cancelAnswer } from "./cancel";
import { deltasOf } from "./deltas";
import { fitRow } from "./fit";
import { Message } from "./message";
import { draftOf, Prompt } from "./prompt";
import type { ConversationTraits, TalkMessage } from "./types";
import { talkWords } from "./words";

const words = { ...talkWords, ...commonWords };

export interface ConversationProps {
  model: WidgetModel<ConversationTraits>;
  /** `row`: the last answer in a line and a prompt of one line; `rows`: with the words that asked for it; `read`: all of it, above such a row. */
  mode?: "alone" | "column" | "row" | "rows" | "read";
  /** Photos are still coming in. */
  uploading?: ReadonlySignal<boolean>;
  /** The kernel of the whole is no longer there. */
  gone?: boolean;
  onJump?: (chip: ChipData) => void;
  onHover?: (chip: ChipData | null) => void;
  onAttach?: () => void;
  onSave?: (message: TalkMessage) => void;
  /** Shows the whole conversation, of which a row has the newest only. */
  onOpen?: () => void;
}

export function ConversationAlone({ model }: { model: WidgetModel<ConversationTraits> }): VNode {
  return (
    <div class="tk-alone">
      <Conversation model={model} />
    </div>
  );
}

export function Conversation(props: ConversationProps): VNode {
  const { model, mode = "alone" } = props;
  const t = useWords(words);
  const gone = model.gone.value || (props.gone ?? false);
  const { language, announce } = useEnv();
  const [problem, setProblem] = useState("");
  const messages = model.trait("messages", []).value;
  const activity = model.trait("activity", { phase: "" }).value;
  const suggestions = model.trait("suggestions", []).value;
  const row = mode === "row" || mode === "rows";
  const change = model.trait("placeholder_key", "film").value === "change";
  const draft = draftOf(model);
  const deltas = deltasOf(model as unknown as WidgetModel<object>);
  const streaming = messages.some((m) => m.role === "agent" && m.state === "streaming");
  const answering =
    !gone && (streaming || ["connecting", "waiting", "writing", "still"].includes(activity.phase));
  const uploading = props.uploading?.value ?? activity.phase === "uploading";
  const said = messages.filter((m) => m.role === "user").map((m) => m.text);
  const past = useMemo(() => said, [said.join("\0")]);
  // Fresh until the next word: what was just made stands out, nothing else.
  const newest = messages.at(-1)?.id;

  const tell = async (name: string, fields: Record<string, unknown> = {}) => {
    try {
      setProblem("");
      await model.command(name, fields);
    } catch (error) {
      if (error instanceof KernelError) setProblem(error.message);
    }
  };
  const ask = (text: string) => {
    setProblem("");
    model.command("ask", { text }).catch((error) => {
      if (error instanceof KernelError) setProblem(error.message);
      // Not heard by anyone: back into the box.
      else if (error instanceof NoAnswer && draft.peek() === "") draft.value = text;
    });
  };
  const stop = async () => {
    if (!(await cancelAnswer(model))) setProblem(t("stopByHost"));
  };
  const act = (name: string, message: TalkMessage) => {
    if (name === "undo") void tell("undo", { version: message.version });
    else if (name === "retry") void tell("retry", { message: message.id });
    else if (name === "save" && props.onSave) props.onSave(message);
    else void tell("action", { message: message.id, action: name });
  };

  // A finished answer is said once, whole; its pieces on the way are not.
  const finished = messages.findLast((m) => m.role !== "user");
  const last = useRef<string | undefined>(finished?.id);
  useEffect(() => {
    if (!finished || finished.state === "streaming" || last.current === finished.id) return;
    last.current = finished.id;
    if (mode === "read") return;
    announce(`${finished.title ?? ""} ${finished.text}`.trim(), finished.role === "error");
  }, [finished?.id, finished?.state]);

  const message = (m: TalkMessage, grow: () => void) => (
    <Message
      key={m.id}
      message={m}
      newest={m.id === newest}
      deltas={deltas}
      language={language.value}
      act={act}
      onGrow={grow}
      onJump={props.onJump}
      onHover={props.onHover}
    />
  );
  const prompt = (
    <Prompt
      draft={draft}
      placeholder={t(change ? "describeChange" : "describeFilm")}
      answering={answering}
      holding={uploading}
      past={past}
      gone={gone}
      single={row}
      onSend={ask}
      onStop={stop}
      onAttach={props.onAttach}
    />
  );
  const line = !gone && (
    <ActivityLine activity={activity} unheard={model.unheard.value > 0} language={language.value} />
  );
  // A whole sentence is an idea to begin with; a change to a film fits on a chip.
  const short = suggestions.filter((text) => text.length <= 36);
  const fillIn = (text: string) => {
    draft.value = text;
  };

  const trouble = (gone || problem) && (
    <p class="tk-problem" role="alert">
      {gone ? t("gone") : problem}
    </p>
  );

  if (row) {
    // What is going on stands in the log here, so that the frame keeps its height.
    return (
      <div class={mode === "row" ? "tk row one" : "tk row"}>
        <Log messages={messages} quiet onOpen={messages.length > 0 ? props.onOpen : undefined}>
          {(grow) => (
            <>
              {gone ? null : messages.length === 0 ? (
                <Lead
                  ideas={uploading ? [] : suggestions}
                  words={t(uploading ? "comingIn" : "whatFilm")}
                  fillIn={fillIn}
                />
              ) : (
                lastFew(messages, mode === "rows").map((m) => message(m, grow))
              )}
              {props.onOpen && messages.length > 0 && (
                <Button class="tk-all" variant="link" label={t("readAll")} onClick={props.onOpen} />
              )}
              {answering && line}
              {trouble}
            </>
          )}
        </Log>
        {prompt}
      </div>
    );
  }
  return (
    <div class={`tk ${mode}`}>
      <Log messages={messages}>
        {(grow) =>
          messages.length > 0 ? (
            messages.map((m) => message(m, grow))
          ) : (
            <Beginning uploading={uploading} suggestions={suggestions} fillIn={fillIn} />
          )
        }
      </Log>
      {mode !== "read" && line}
      {trouble}
      {mode !== "read" && messages.length > 0 && !answering && !gone && short.length > 0 && (
        <div class="tk-suggest" role="group" aria-label={t("suggestions")}>
          {short.map((text) => (
            <Chip key={text} chip={{ track: "", name: text }} onJump={() => ask(text)} plain />
          ))}
        </div>
      )}
      {mode !== "read" && prompt}
    </div>
  );
}

/** Where there is room for the last exchange only, or for the last answer alone. */
function lastFew(messages: readonly TalkMessage[], pair: boolean): TalkMessage[] {
  const last = messages.at(-1)!;
  const before = messages.at(-2);
  return pair && before?.role === "user" && last.role !== "user" && last.role !== "error"
    ? [before, last]
    : [last];
}

function Lead({
  words,
  ideas,
  fillIn,
}: {
  words: string;
  ideas: readonly string[];
  fillIn(text: string): void;
}): VNode {
  return (
    <div class="tk-lead">
      <h3>{words}</h3>
      {ideas.map((text) => (
        <Chip key={text} chip={{ track: "", name: text }} onJump={() => fillIn(text)} plain />
      ))}
    </div>
  );
}

function Beginning({
  uploading,
  suggestions,
  fillIn,
}: {
  uploading: boolean;
  suggestions: readonly string[];
  fillIn(text: string): void;
}): VNode {
  const t = useWords(talkWords);
  return (
    <div class="tk-begin">
      {uploading ? <p>{t("comingIn")}</p> : <h3>{t("whatFilm")}</h3>}
      {uploading && suggestions.length > 0 && <p class="meta">{t("alsoAsk")}</p>}
      {suggestions.map((text) => (
        <button type="button" class="tk-idea" key={text} onClick={() => fillIn(text)}>
          {text}
        </button>
      ))}
      {!uploading && <p class="meta">{t("thenSay")}</p>}
    </div>
  );
}

/** Scrolls with the newest, unless a person has scrolled away; fades at an edge that hides something. */
function Log({
  messages,
  quiet = false,
  onOpen,
  children,
}: {
  messages: readonly TalkMessage[];
  quiet?: boolean;
  onOpen?: (() => void) | undefined;
  children(grow: () => void): VNode | VNode[];
}): VNode {
  const t = useWords(talkWords);
  const scope = useScope();
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  if (messages.length === 0) stuck.current = false;
  const had = useRef(messages.length);
  const grow = () => {
    const log = box.current;
    if (!log) return;
    if (quiet) return fitRow(log);
    if (stuck.current) log.scrollTop = log.scrollHeight;
    log.classList.toggle("cut", log.scrollTop > 2);
  };
  useLayoutEffect(() => {
    // A new message brings the newest into view, whoever said it.
    if (messages.length > had.current) stuck.current = true;
    had.current = messages.length;
    grow();
  }, [messages, children]);
  useEffect(() => {
    const stop = [scope.resize(box.current!, grow), scope.resize(inner.current!, grow)];
    return () => {
      for (const end of stop) end();
    };
  }, []);
  return (
    <div
      class={`tk-log${quiet ? " quiet" : ""}${onOpen ? " opens" : ""}`}
      ref={box}
      role="log"
      aria-live="off"
      aria-label={t("conversation")}
      tabIndex={0}
      onClick={(event) => {
        const button = (event.target as Element).closest("button, a");
        if (!button && getSelection()?.isCollapsed !== false) onOpen?.();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.target !== event.currentTarget || !onOpen) return;
        event.preventDefault();
        event.stopPropagation();
        onOpen();
      }}
      onScroll={(event) => {
        const log = event.currentTarget;
        if (quiet) return;
        stuck.current = log.scrollHeight - log.scrollTop - log.clientHeight < 24;
        log.classList.toggle("cut", log.scrollTop > 2);
      }}
    >
      <div class="tk-inner" ref={inner}>
        {children(grow)}
      </div>
    </div>
  );
}
