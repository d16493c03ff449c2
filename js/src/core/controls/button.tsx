/** A button with an icon, words, or both; a button of an icon alone says its name to screen readers and on hover. */
import type { Ref, VNode } from "preact";
import { Icon, type IconName } from "../icons";

export interface ButtonProps {
  /** The name; shown unless `only`. */
  label: string;
  icon?: IconName | undefined;
  /** Icon alone. */
  only?: boolean;
  variant?: "primary" | "outline" | "quiet" | "link";
  small?: boolean;
  disabled?: boolean;
  pressed?: boolean | undefined;
  /** Key that does the same, shown on hover. */
  hint?: string | undefined;
  tabIndex?: number;
  class?: string;
  expanded?: boolean | undefined;
  popup?: "menu" | "dialog" | undefined;
  buttonRef?: Ref<HTMLButtonElement>;
  onClick?: (event: MouseEvent) => void;
}

export function Button(props: ButtonProps): VNode {
  const { label, icon, only = false, variant = "outline", small, disabled, pressed, hint } = props;
  const classes = ["button", variant, only && "only", small && "small", props.class]
    .filter(Boolean)
    .join(" ");
  const title = only || hint ? (hint ? `${label} (${hint})` : label) : undefined;
  return (
    <button
      type="button"
      ref={props.buttonRef ?? null}
      class={classes}
      disabled={disabled}
      tabIndex={props.tabIndex}
      title={title}
      aria-label={only ? label : undefined}
      aria-pressed={pressed}
      aria-expanded={props.expanded}
      aria-haspopup={props.popup}
      onClick={props.onClick}
    >
      {icon && <Icon name={icon} />}
      {!only && <span class="clip">{label}</span>}
    </button>
  );
}
