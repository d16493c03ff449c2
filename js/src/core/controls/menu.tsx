/** A button that opens a short list of commands: arrows move, letters jump, Escape and a press elsewhere close. */
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useEnv } from "../env";
import { Icon, type IconName } from "../icons";
import { Scope } from "../scope";
import { Button, type ButtonProps } from "./button";

export interface MenuItem {
  label: string;
  icon?: IconName;
  hint?: string;
  /** Set for a choice among several: a tick stands before the chosen one. */
  checked?: boolean;
  disabled?: boolean;
  /** A line before this item. */
  divided?: boolean;
  run(): void;
}

export interface MenuProps {
  button: ButtonProps;
  items: readonly MenuItem[];
  align?: "start" | "end";
  above?: boolean;
}

export function Menu({ button, items, align = "end", above = false }: MenuProps): VNode {
  const [open, setOpen] = useState(false);
  const { root } = useEnv();
  const anchor = useRef<HTMLSpanElement>(null);
  const list = useRef<HTMLDivElement>(null);

  const close = (refocus: boolean) => {
    setOpen(false);
    if (refocus) anchor.current?.querySelector("button")?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const scope = new Scope();
    const checked = list.current?.querySelector<HTMLElement>("[aria-checked=true]");
    (checked ?? list.current?.querySelector<HTMLElement>(".menu-item:not(:disabled)"))?.focus({
      preventScroll: true,
    });
    const outside = (event: Event) => {
      if (!event.composedPath().includes(anchor.current!)) setOpen(false);
    };
    scope.listen(root, "pointerdown", outside, { capture: true });
    scope.listen(document, "pointerdown", outside, { capture: true });
    return () => scope.dispose();
  }, [open, root]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const all = [...(list.current?.querySelectorAll<HTMLElement>(".menu-item:not(:disabled)") ?? [])];
    const at = all.indexOf(root.activeElement as HTMLElement);
    const letter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ";
    let next: HTMLElement | undefined;
    if (event.key === "Escape") close(true);
    else if (event.key === "Tab") return setOpen(false);
    else if (event.key === "ArrowDown") next = all[(at + 1) % all.length];
    else if (event.key === "ArrowUp") next = all[(at - 1 + all.length) % all.length];
    else if (event.key === "Home") next = all[0];
    else if (event.key === "End") next = all.at(-1);
    else if (letter) {
      const turn = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      next = turn.find((item) => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()));
    } else return;
    next?.focus();
    event.preventDefault();
    event.stopPropagation();
  };

  const choosing = items.some((item) => item.checked !== undefined);
  return (
    <span class="menu-anchor" ref={anchor} onKeyDown={onKeyDown}>
      <Button
        {...button}
        popup="menu"
        expanded={open}
        onClick={(event) => {
          button.onClick?.(event);
          setOpen(!open);
        }}
      />
      {open && (
        <div class={`menu ${align} ${above ? "above" : ""}`} role="menu" aria-label={button.label} ref={list}>
          {items.map((item) => (
            <MenuLine key={item.label} item={item} choosing={choosing} close={() => close(true)} />
          ))}
        </div>
      )}
    </span>
  );
}

function MenuLine({ item, choosing, close }: { item: MenuItem; choosing: boolean; close(): void }): VNode {
  const choice = item.checked !== undefined;
  const role = choice
    ? { role: "menuitemradio" as const, "aria-checked": item.checked }
    : { role: "menuitem" as const };
  return (
    <>
      {item.divided && <hr />}
      <button
        type="button"
        class="menu-item"
        tabIndex={-1}
        disabled={item.disabled}
        {...role}
        onClick={() => {
          close();
          item.run();
        }}
      >
        {choosing && <span class="mark">{item.checked && <Icon name="check" />}</span>}
        {item.icon && <Icon name={item.icon} />}
        <span class="clip">{item.label}</span>
        {item.hint && <span class="hint num">{item.hint}</span>}
      </button>
    </>
  );
}
