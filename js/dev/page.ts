/** Renders one widget in one state without a kernel: /page.html?widget=studio&state=ready&width=900&language=en */
import conversation from "../src/conversation/index";
import { FakeModel, type Sent } from "../src/core/fake";
import picker from "../src/picker/index";
import player from "../src/player/index";
import studio from "../src/studio/index";
import timeline from "../src/timeline/index";
import { names } from "./film";
import { type State, state } from "./states";

const query = new URLSearchParams(location.search);
const widgets = { picker, conversation, timeline, player, studio };
type Name = keyof typeof widgets;

async function dataUrl(path: string): Promise<string> {
  const blob = await (await fetch(path)).blob();
  return await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.readAsDataURL(blob);
  });
}

const posters = new Map(
  await Promise.all([...names, "title"].map(async (n) => [n, await dataUrl(`/thumbs/${n}.jpg`)] as const)),
);
const all: State = state(query.get("state") ?? "ready", (file) => posters.get(file) ?? "");

async function answer({ message }: Sent, model: FakeModel): Promise<void> {
  const { id, kind } = message;
  if (kind === "command") {
    model.deliver({ kind: "ack", id: id! });
    document.dispatchEvent(new CustomEvent("command", { detail: message }));
  }
  if (kind === "thumb" || kind === "still") {
    const digest = String(message.digest ?? names[Number(String(message.file).slice(1))]);
    const bytes = await (await fetch(`/thumbs/${digest}.jpg`)).arrayBuffer();
    model.deliver({ kind, id: id!, file: message.file }, [bytes]);
  }
  if (kind === "peaks") {
    const n = Number(message.n);
    const wave = Uint8Array.from({ length: n }, (_, i) => {
      const x = i / n;
      const edge = Math.min(1, x * 25, (1 - x) * 12);
      return Math.round(
        edge * (70 + 60 * Math.abs(Math.sin(i * 12.9898) * Math.cos(i * 4.1414)) + 45 * Math.sin(x * 9) ** 2),
      );
    });
    model.deliver({ kind, id: id! }, [wave]);
  }
}

const models = Object.fromEntries(
  Object.entries(all).map(([name, traits]) => [
    name,
    new FakeModel(
      { language: query.get("language") ?? "en", ...traits },
      (sent, model) => void answer(sent, model),
    ),
  ]),
) as Record<Name, FakeModel>;
for (const child of ["picker", "conversation", "timeline", "player"] as const)
  models.studio.state[child] = `IPY_MODEL_${child}`;
for (const model of Object.values(models))
  model.widget_manager = { get_model: async (id: string) => models[id as Name] };

const cell = document.getElementById("cell")!;
cell.style.width = `${query.get("width") ?? 900}px`;
const name = (query.get("widget") ?? "studio") as Name;
const clean = widgets[name].render({ model: models[name], el: cell });
Object.assign(window, { models, clean });
document.documentElement.dataset.ready = "yes";
