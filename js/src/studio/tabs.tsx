/** Tabs as the ARIA pattern has them: one tab stop, arrows between, the panel named by its tab. */
import type { ComponentChildren, VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { newId } from "../core/model";

export interface Tab {
  key: string;
  label: string;
  count?: number | undefined;
}

export interface TabsProps {
  tabs: readonly Tab[];
  current: string;
  label: string;
  tools?: ComponentChildren;
  children: ComponentChildren;
  onChoose(key: string): void;
}

export function Tabs({ tabs, current, label, tools, children, onChoose }: TabsProps): VNode {
  const id = useMemo(() => newId().slice(0, 8), []);
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.key === current);
    const to: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: tabs.length - 1,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const index = (next + tabs.length) % tabs.length;
    onChoose(tabs[index]!.key);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[index]?.focus();
  };
  return (
    <div class="st-tabs">
      <div class="st-bar">
        <div class="st-tablist" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
          {tabs.map((tab) => (
            <button
              key={tab.key}
              type="button"
              class="st-tab"
              role="tab"
              id={`${id}-${tab.key}`}
              aria-selected={tab.key === current}
              aria-controls={`${id}-panel`}
              tabIndex={tab.key === current ? 0 : -1}
              onClick={() => onChoose(tab.key)}
            >
              {tab.label}
              {tab.count ? <span class="st-count num">{tab.count}</span> : null}
            </button>
          ))}
        </div>
        <span class="spacer" />
        {tools}
      </div>
      <div class="st-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`}>
        {children}
      </div>
    </div>
  );
}
