/** The ways in: this computer's files, the kernel's paths, a URL, sample photos, a camera where there is one. */
import { type Signal, signal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Button, Menu, type MenuItem } from "../core/controls";
import { useWords } from "../core/env";
import { commonWords } from "../core/words";
import { acceptAttribute } from "./check";
import type { PickerStore } from "./store";
import { pickerWords } from "./words";

export interface Sources {
  input: RefObject<HTMLInputElement | null>;
  camera: RefObject<HTMLInputElement | null>;
  /** Which line of text is asked for now. */
  asking: Signal<"" | "paths" | "url">;
}

export function useSources(): Sources {
  const input = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const asking = useMemo(() => signal<"" | "paths" | "url">(""), []);
  return { input, camera, asking };
}

/** Touch devices open their camera for an input with `capture`; a desktop would show the same file dialog twice. */
export const hasCamera = typeof matchMedia === "function" && matchMedia("(pointer: coarse)").matches;

export function FileInputs({
  sources,
  store,
  accept,
}: {
  sources: Sources;
  store: PickerStore;
  accept: readonly string[];
}): VNode {
  const take = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    store.add([...(input.files ?? [])]);
    input.value = ""; // so that the same file can be chosen again
  };
  return (
    <>
      <input
        class="sr"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        ref={sources.input}
        accept={acceptAttribute(accept)}
        onChange={take}
      />
      {hasCamera && (
        <input
          class="sr"
          type="file"
          tabIndex={-1}
          aria-hidden="true"
          ref={sources.camera}
          accept="image/*"
          capture="environment"
          onChange={take}
        />
      )}
    </>
  );
}

export function AddMenu({
  sources,
  small = false,
  start = !small,
  above = false,
}: {
  sources: Sources;
  small?: boolean;
  start?: boolean;
  above?: boolean;
}): VNode {
  const t = useWords(pickerWords);
  const items: MenuItem[] = [
    { label: t("choose"), icon: "image", run: () => sources.input.current?.click() },
    ...(hasCamera
      ? [{ label: t("camera"), icon: "camera" as const, run: () => sources.camera.current?.click() }]
      : []),
    {
      label: t("kernelFiles"),
      icon: "folder",
      run: () => {
        sources.asking.value = "paths";
      },
    },
    {
      label: t("url"),
      icon: "link",
      run: () => {
        sources.asking.value = "url";
      },
    },
  ];
  const button = small
    ? ({ label: t("add"), icon: "plus", only: true, variant: "quiet", small: true } as const)
    : ({ label: t("add"), icon: "plus" } as const);
  return <Menu button={button} items={items} align={start ? "start" : "end"} above={above} />;
}

/** One line of text: paths of the kernel's side, or a URL. Enter adds, Escape closes. */
export function AskLine({ sources, store }: { sources: Sources; store: PickerStore }): VNode | null {
  const t = useWords({ ...pickerWords, ...commonWords });
  const field = useRef<HTMLInputElement>(null);
  const kind = sources.asking.value;
  useEffect(() => {
    if (kind) field.current?.focus({ preventScroll: true });
  }, [kind]);
  if (!kind) return null;
  const close = () => {
    sources.asking.value = "";
    store.problem.value = "";
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const text = field.current?.value.trim() ?? "";
    if (!text) return;
    if (await (kind === "paths" ? store.paths(text) : store.url(text))) close();
  };
  return (
    <form class="pk-ask" onSubmit={submit}>
      <input
        ref={field}
        type="text"
        inputMode={kind === "url" ? "url" : "text"}
        class="field"
        aria-label={t(kind === "url" ? "urlLabel" : "pathsLabel")}
        placeholder={t(kind === "url" ? "urlPlaceholder" : "pathsPlaceholder")}
        spellcheck={false}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          close();
        }}
      />
      <button type="submit" class="button primary">
        {t("addThese")}
      </button>
      <Button label={t("close")} icon="close" only variant="quiet" onClick={close} />
    </form>
  );
}
