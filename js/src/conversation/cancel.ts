/** Cancel that works on every kernel: a message first; where none is heard and the kernel waits for us, an interrupt. */
import type { WidgetModel } from "../core/model";
import type { ConversationTraits } from "./types";

/** An idle kernel acknowledges in some 50 ms. */
const patienceMs = 500;

/** False if the host gives no way to interrupt: then a person has to use its Stop button. */
export async function cancelAnswer(model: WidgetModel<ConversationTraits>): Promise<boolean> {
  let heard = false;
  const told = model.command("cancel").then(
    () => {
      heard = true;
    },
    () => {},
  );
  await Promise.race([told, new Promise<void>((done) => void model.scope.timeout(patienceMs, done))]);
  if (heard || !model.trait("waiting", false).peek()) return true;
  const kernel = model.raw.widget_manager?.kernel;
  if (!kernel?.interrupt) return false;
  await kernel.interrupt();
  return true;
}
