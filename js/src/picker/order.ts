/** Moves within the film's order, as pure functions of lists of ids. */

/** `ids` taken out and put back so that the first of them stands at `to` of the list without them. */
export function moveTo(order: readonly string[], ids: readonly string[], to: number): string[] {
  const moving = order.filter((id) => ids.includes(id));
  const rest = order.filter((id) => !ids.includes(id));
  const at = Math.max(0, Math.min(Math.trunc(to), rest.length));
  return [...rest.slice(0, at), ...moving, ...rest.slice(at)];
}

/** The place in the list without `ids` that a gap of the whole list (0 before the first, n after the last) means. */
export function gapToIndex(order: readonly string[], ids: readonly string[], gap: number): number {
  return order.slice(0, gap).filter((id) => !ids.includes(id)).length;
}

/** Sorted as `order` says; what it does not name keeps its place at the end. */
export function inOrder<T extends { id: string }>(items: readonly T[], order: readonly string[]): T[] {
  const at = new Map(order.map((id, index) => [id, index]));
  return items
    .map((item, index) => ({ item, rank: at.get(item.id) ?? order.length + index }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** Where an arrow key leads in a grid of `columns`; stays inside. */
export function step(index: number, key: string, columns: number, count: number): number {
  const by: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const next = index + (by[key] ?? 0);
  return next < 0 || next >= count ? index : next;
}
