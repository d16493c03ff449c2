/** What the page owns and the kernel may hear: gathered, and told at most four times a second. */

import { effect, type ReadonlySignal } from "@preact/signals";
import type { Scope } from "../core/scope";

const EVERY = 250;

/** Traits are JSON: lists are equal when they say the same. */
const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));

export class Report<Traits extends object> {
  readonly #tell: (values: Partial<Traits>) => void;
  readonly #scope: Scope;
  readonly #told = new Map<string, unknown>();
  #gathered: Partial<Traits> = {};
  #waiting = false;

  constructor(tell: (values: Partial<Traits>) => void, scope: Scope) {
    this.#tell = tell;
    this.#scope = scope;
    // The last word is said even when the view closes before its turn.
    scope.add(() => this.#flush());
  }

  note(values: Partial<Traits>): void {
    Object.assign(this.#gathered, values);
    if (this.#waiting) return;
    this.#flush();
    this.#waiting = true;
    this.#scope.timeout(EVERY, () => {
      this.#waiting = false;
      if (Object.keys(this.#gathered).length) this.note({});
    });
  }

  #flush(): void {
    const values = Object.entries(this.#gathered).filter(
      ([name, value]) => !same(this.#told.get(name), value),
    );
    this.#gathered = {};
    if (!values.length) return;
    for (const [name, value] of values) this.#told.set(name, value);
    this.#tell(Object.fromEntries(values) as Partial<Traits>);
  }

  /** Run `heard` when the kernel, or another view, sets a trait: not for the echo of what was told here. */
  hear<K extends keyof Traits & string>(
    name: K,
    trait: ReadonlySignal<NonNullable<Traits[K]>>,
    heard: (value: NonNullable<Traits[K]>) => void,
  ): void {
    this.#told.set(name, trait.peek());
    this.#scope.add(
      effect(() => {
        const { value } = trait;
        if (same(this.#told.get(name), value)) return;
        this.#told.set(name, value);
        heard(value);
      }),
    );
  }
}
