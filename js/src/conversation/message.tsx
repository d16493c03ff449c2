/** One message: what you said, an answer with what it changed, an error card, an export card. */
import type { VNode } from "preact";
import { Button, Chip, type ChipData, Progress } from "../core/controls";
import { useWords } from "../core/env";
import { Icon } from "../core/icons";
import { formatBytes, formatSeconds, percent } from "../core/time";
import { commonWords, units } from "../core/words";
import { Answer } from "./answer";
import type { Deltas } from "./deltas";
import type { TalkMessage } from "./types";
import { talkWords } from "./words";

export interface MessageProps {
  message: TalkMessage;
  /** The newest answer: its chips are fresh, its version can be undone. */
  newest: boolean;
  deltas: Deltas;
  language: "en" | "zh";
  act(name: string, message: TalkMessage): void;
  onGrow(): void;
  onJump: ((chip: ChipData) => void) | undefined;
  onHover: ((chip: ChipData | null) => void) | undefined;
}

const all = { ...talkWords, ...commonWords };

export function Message(props: MessageProps): VNode | null {
  const { message } = props;
  const t = useWords(all);
  if (message.role === "user") {
    return (
      <div class="tk-own" dir="auto">
        <span class="sr">{t("youSaid")}: </span>
        {message.text}
      </div>
    );
  }
  if (message.role === "error") return <ErrorCard {...props} />;
  if (message.role === "export") return <ExportCard {...props} />;
  if (message.role === "notice") {
    return (
      <p class="tk-notice meta">
        {message.title && <strong>{message.title} </strong>}
        {message.text}
        {message.actions?.includes("local") && (
          <>
            {" "}
            <Button variant="link" label={t("local")} onClick={() => props.act("local", message)} />
          </>
        )}
      </p>
    );
  }
  const chips = message.changes ?? [];
  const facts = [
    message.version ? t("version", { n: message.version }) : "",
    message.seconds ? formatSeconds(message.seconds, units[props.language]) : "",
    message.state === "cancelled" ? t("cancelled") : "",
  ].filter(Boolean);
  const can = (name: string) => message.actions?.includes(name) ?? false;
  return (
    <div class="tk-answer" dir="auto">
      <span class="sr">{t("agentSaid")}: </span>
      <Answer message={message} deltas={props.deltas} onGrow={props.onGrow} />
      {(chips.length > 0 || facts.length > 0) && message.state !== "streaming" && (
        <div class="tk-chips">
          {chips.map((chip, i) => (
            <Chip key={i} chip={chip} fresh={props.newest} onJump={props.onJump} onHover={props.onHover} />
          ))}
          <span class="tk-facts meta num">
            {facts.join(" · ")}
            {can("undo") && props.newest && (
              <>
                {facts.length > 0 && " · "}
                <Button variant="link" label={t("undo")} onClick={() => props.act("undo", message)} />
              </>
            )}
            {can("retry") && (
              <>
                {facts.length > 0 && " · "}
                <Button variant="link" label={t("tryAgain")} onClick={() => props.act("retry", message)} />
              </>
            )}
          </span>
        </div>
      )}
      {chips.length > 0 && message.state === "streaming" && (
        <div class="tk-chips">
          {chips.map((chip, i) => (
            <Chip key={i} chip={chip} onJump={props.onJump} onHover={props.onHover} />
          ))}
        </div>
      )}
    </div>
  );
}

/** What happened, why with numbers, what is kept, and one thing to do. */
function ErrorCard({ message, act }: MessageProps): VNode {
  const t = useWords(all);
  const actions = message.actions ?? [];
  const names: Record<string, string> = {
    retry: t("tryAgain"),
    undo: t("undo"),
    cancel: t("cancel"),
    save: t("save"),
    anonymous: t("anonymous"),
  };
  // Without a title the text's own beginning is one: "skyline could not be rendered: why …".
  const cut = message.title ? null : /^(.{8,72}?)(?:: |[.。：] ?)(.+)$/s.exec(message.text);
  const title = message.title || cut?.[1] || message.text;
  const rest = [message.title ? message.text : cut?.[2], message.hint].filter(Boolean).join(" ");
  return (
    <div class="tk-card trouble" role="alert">
      <div class="tk-says">
        <div>
          <div class="tk-title">
            <Icon name="alert" />
            <strong>{title}</strong>
          </div>
          {rest && <p>{rest}</p>}
        </div>
      </div>
      {actions.length > 0 && (
        <div class="tk-actions">
          {actions.map((name, i) => (
            <Button
              key={name}
              label={names[name] ?? name}
              icon={name === "retry" ? "retry" : undefined}
              variant={i === 0 ? "primary" : "quiet"}
              onClick={() => act(name, message)}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** A file being made, with what is left; then the file, with a way to have it. */
function ExportCard(props: MessageProps): VNode {
  const { message, act } = props;
  const t = useWords(all);
  const running = message.state === "streaming";
  const share = message.progress ?? (running ? 0 : 1);
  const name = message.file?.name || message.title || t("exporting");
  const left =
    running && message.left ? t("left", { time: formatSeconds(message.left, units[props.language]) }) : "";
  const facts = [
    message.detail,
    left,
    !running && message.file?.size ? formatBytes(message.file.size) : "",
  ].filter(Boolean);
  return (
    <div class="tk-card">
      <div class="tk-title">
        <Icon name={running ? "film" : message.state === "done" ? "check" : "alert"} />
        <strong class="clip" title={message.file?.path ?? name}>
          {name}
        </strong>
        <span class="spacer" />
        {running && <span class="num">{t("percent", { n: percent(share) })}</span>}
      </div>
      {running && <Progress share={share} label={t("exporting")} text={message.detail ?? ""} />}
      <div class="tk-foot">
        <span class="meta num">{facts.join(" · ") || message.text}</span>
        <span class="spacer" />
        {running && <Button variant="link" label={t("cancel")} onClick={() => act("cancel", message)} />}
        {!running && message.state === "done" && message.file && (
          <Button small icon="download" label={t("save")} onClick={() => act("save", message)} />
        )}
        {!running && message.state !== "done" && <span class="meta">{t("cancelled")}</span>}
      </div>
    </div>
  );
}
