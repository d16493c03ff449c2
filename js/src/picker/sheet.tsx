/** The contact sheet: a listbox of photos in the film's order, moved by drag or by keys, each move announced. */
import { type Signal, signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { useEnv, useScope, useWords } from "../core/env";
import { isMac } from "../core/keymap";
import { type Fit, fitSheet } from "./fit";
import { gapToIndex, step } from "./order";
import { type Carry, reorder } from "./reorder";
import type { PickerStore } from "./store";
import { Tile } from "./tile";
import { pickerWords } from "./words";

export interface SheetProps {
  store: PickerStore;
  selection: Signal<ReadonlySet<string>>;
  /** Columns and shape are chosen so that all photos show, if they can: in the room there is, or in so many px. */
  fitted: boolean | number;
}

export function Sheet({ store, selection, fitted }: SheetProps): VNode {
  const t = useWords(pickerWords);
  const { announce } = useEnv();
  const scope = useScope();
  const list = useRef<HTMLDivElement>(null);
  const local = useMemo(
    () => ({
      current: signal(""),
      carry: signal<Carry | null>(null),
      room: signal({ width: 0, height: 0 }),
      anchor: "",
    }),
    [],
  );
  const items = store.items.value;
  const ids = items.map((f) => f.id);
  const current = ids.includes(local.current.value) ? local.current.value : ids[0];
  const chosen = selection.value;
  const carry = local.carry.value;

  const tileOf = (id: string | undefined) => list.current?.querySelector<HTMLElement>(`[data-id="${id}"]`);
  const focus = (id: string | undefined) => {
    if (!id) return;
    local.current.value = id;
    tileOf(id)?.focus();
    tileOf(id)?.scrollIntoView?.({ block: "nearest" });
  };
  const move = (which: string[], to: number) => {
    store.move(which, to);
    const at = store.items.peek().findIndex((f) => f.id === which[0]);
    const name = items.find((f) => f.id === which[0])?.name ?? "";
    announce(t("moved", { name, at: at + 1, all: items.length }));
  };

  useEffect(() => {
    if (!list.current) return;
    const inner = scope.child();
    const carried = reorder({
      list: list.current,
      scope: inner,
      carried: (id) =>
        selection.peek().has(id)
          ? store.items
              .peek()
              .map((f) => f.id)
              .filter((i) => selection.peek().has(i))
          : [id],
      drop: (which, gap) =>
        move(
          which,
          gapToIndex(
            store.items.peek().map((f) => f.id),
            which,
            gap,
          ),
        ),
    });
    inner.add(
      carried.subscribe((value) => {
        local.carry.value = value;
      }),
    );
    return () => inner.dispose();
  }, [scope, store]);

  useLayoutEffect(() => {
    const grid = list.current;
    if (!grid || !fitted) return;
    const measure = () => {
      const width = grid.clientWidth - 24;
      const height = typeof fitted === "number" ? fitted : grid.clientHeight - 24;
      const now = local.room.peek();
      if (width !== now.width || height !== now.height) local.room.value = { width, height };
    };
    measure();
    return scope.resize(grid, measure);
  }, [scope, fitted]);
  const room = local.room.value;
  const fit: Fit | null = fitted && room.width > 0 ? fitSheet(items.length, room.width, room.height) : null;

  const columns = () => {
    const tiles = [...(list.current?.querySelectorAll<HTMLElement>("[data-id]") ?? [])];
    const top = tiles[0]?.offsetTop;
    return Math.max(1, tiles.filter((tile) => tile.offsetTop === top).length);
  };
  const choose = (id: string, event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }) => {
    if (event.shiftKey && ids.includes(local.anchor)) {
      const [a, b] = [ids.indexOf(local.anchor), ids.indexOf(id)].sort((x, y) => x - y) as [number, number];
      selection.value = new Set(ids.slice(a, b + 1));
      return;
    }
    local.anchor = id;
    if (event.ctrlKey || event.metaKey) {
      const next = new Set(chosen);
      if (!next.delete(id)) next.add(id);
      selection.value = next;
    } else selection.value = chosen.size === 1 && chosen.has(id) ? new Set() : new Set([id]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || !current) return;
    const at = ids.indexOf(current);
    const mod = isMac ? event.metaKey : event.ctrlKey;
    const group = chosen.has(current) ? ids.filter((id) => chosen.has(id)) : [current];
    const arrow = /^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key);
    if (arrow && event.altKey) {
      const rest = ids.filter((id) => !group.includes(id)).length;
      const first = ids.filter((id, i) => i < ids.indexOf(group[0]!) && !group.includes(id)).length;
      const by: Record<string, number> = {
        ArrowLeft: -1,
        ArrowRight: 1,
        ArrowUp: -columns(),
        ArrowDown: columns(),
        Home: -first,
        End: rest - first,
      };
      move(group, Math.max(0, Math.min(rest, first + (by[event.key] ?? 0))));
      requestAnimationFrame(() => focus(current));
    } else if (arrow) {
      const next = ids[step(at, event.key, columns(), ids.length)];
      focus(next);
      if (event.shiftKey && next) {
        if (!ids.includes(local.anchor)) local.anchor = current;
        choose(next, event);
      }
    } else if (event.key === " ")
      choose(current, { shiftKey: event.shiftKey, ctrlKey: true, metaKey: false });
    else if (event.key === "a" && mod) selection.value = new Set(ids);
    else if (event.key === "Delete" || event.key === "Backspace") {
      const left = ids.filter((id) => !group.includes(id));
      store.remove(group);
      selection.value = new Set();
      announce(t("removed", { n: group.length }));
      requestAnimationFrame(() => focus(left[Math.min(at, left.length - 1)]));
    } else if (event.key === "Escape" && chosen.size > 0) selection.value = new Set();
    else if (event.key === "Enter" && items[at]?.state === "failed") store.retry([current]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      class={carry ? "pk-sheet carrying" : "pk-sheet"}
      style={
        fit
          ? ({ "--columns": `repeat(${fit.columns}, minmax(0, 264px))`, "--shape": fit.shape } as never)
          : undefined
      }
    >
      <div
        class="pk-grid"
        role="listbox"
        aria-multiselectable="true"
        aria-label={t("photoList")}
        aria-description={t("howToList")}
        ref={list}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const id = (event.target as Element).closest<HTMLElement>("[data-id]")?.dataset.id;
          if (!id || local.carry.peek()) return;
          local.current.value = id;
          choose(id, event);
        }}
        onFocusIn={(event) => {
          const id = (event.target as Element).closest<HTMLElement>("[data-id]")?.dataset.id;
          if (id) local.current.value = id;
        }}
      >
        {items.map((file, index) => (
          <Tile
            key={file.id}
            file={file}
            index={index}
            store={store}
            selected={chosen.has(file.id)}
            current={file.id === current}
            lifted={carry?.ids.includes(file.id) ?? false}
          />
        ))}
      </div>
      {carry && <Carried carry={carry} store={store} tileOf={tileOf} ids={ids} list={list.current!} />}
    </div>
  );
}

interface CarriedProps {
  carry: Carry;
  store: PickerStore;
  ids: string[];
  list: HTMLElement;
  tileOf(id: string | undefined): HTMLElement | null | undefined;
}

/** What hangs on the pointer, and the line where it would go. */
function Carried({ carry, store, ids, list, tileOf }: CarriedProps): VNode {
  const home = list.getBoundingClientRect();
  const before = tileOf(ids[carry.gap])?.getBoundingClientRect();
  const after = tileOf(ids[carry.gap - 1])?.getBoundingClientRect();
  // At the end of a row the line stands behind the last tile that the pointer has passed.
  const behind =
    !before ||
    (after &&
      Math.abs(after.top - before.top) > 4 &&
      carry.y > after.top - home.top &&
      carry.y < after.bottom - home.top);
  const box = behind ? after : before;
  const x = (behind ? (box?.right ?? 0) + 5 : (box?.left ?? 0) - 7) - home.left;
  const url = store.thumbs.url(carry.ids[0]!).value;
  return (
    <>
      {box && (
        <div
          class="pk-mark"
          style={{ left: `${x}px`, top: `${box.top - home.top}px`, height: `${box.height - 24}px` }}
        />
      )}
      <div class="pk-carry" style={{ left: `${carry.x + 10}px`, top: `${carry.y + 10}px` }}>
        {url && <img src={url} alt="" />}
        {carry.ids.length > 1 && <span class="pk-number num">{carry.ids.length}</span>}
      </div>
    </>
  );
}
