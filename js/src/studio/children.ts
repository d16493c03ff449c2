/** The Studio's four widgets: their models, found by the references in its traits. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { ConversationTraits } from "../conversation/types";
import type { Env } from "../core/env";
import { holdModel, type WidgetModel } from "../core/model";
import type { Scope } from "../core/scope";
import type { PickerTraits } from "../picker/types";
import type { PlayerTraits } from "../player/player";
import type { TimelineTraits } from "../timeline/timeline";
import type { StudioTraits } from "./types";

export interface Children {
  picker: WidgetModel<PickerTraits>;
  conversation: WidgetModel<ConversationTraits>;
  timeline: WidgetModel<TimelineTraits>;
  player: WidgetModel<PlayerTraits>;
}

export type Found = Children | "loading" | "gone";

export function findChildren(
  model: WidgetModel<StudioTraits>,
  env: Env,
  scope: Scope,
): ReadonlySignal<Found> {
  const found = signal<Found>("loading");
  const find = async <T extends object>(name: "picker" | "conversation" | "timeline" | "player") => {
    const reference = model.trait(name, "").peek();
    const { model: child, release } = holdModel<T>(await env.getModel(reference));
    scope.add(release);
    return child;
  };
  Promise.all([
    find<PickerTraits>("picker"),
    find<ConversationTraits>("conversation"),
    find<TimelineTraits>("timeline"),
    find<PlayerTraits>("player"),
  ]).then(
    ([picker, conversation, timeline, player]) => {
      if (!scope.closed) found.value = { picker, conversation, timeline, player };
    },
    () => {
      found.value = "gone";
    },
  );
  return found;
}
