/** One scope owns every listener, timer, observer and object URL opened in it, and closes them all together. */

export type Dispose = () => void;

export class Scope {
  readonly #open = new Set<Dispose>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** How many things are still open: leak tests read it. */
  get size(): number {
    return this.#open.size;
  }

  /** Keeps `dispose` until the scope ends; the returned function runs it earlier, once. */
  add(dispose: Dispose): Dispose {
    if (this.#closed) {
      dispose();
      return () => {};
    }
    const once = () => {
      if (this.#open.delete(once)) dispose();
    };
    this.#open.add(once);
    return once;
  }

  listen<E extends Event = Event>(
    target: EventTarget,
    type: string,
    handler: (event: E) => void,
    options?: AddEventListenerOptions,
  ): Dispose {
    target.addEventListener(type, handler as EventListener, options);
    return this.add(() => target.removeEventListener(type, handler as EventListener, options));
  }

  timeout(ms: number, run: () => void): Dispose {
    if (this.#closed) return () => {};
    const timer = setTimeout(() => {
      end();
      run();
    }, ms);
    const end = this.add(() => clearTimeout(timer));
    return end;
  }

  interval(ms: number, run: () => void): Dispose {
    const timer = setInterval(run, ms);
    return this.add(() => clearInterval(timer));
  }

  /** Runs once before the next paint. */
  frame(run: (now: number) => void): Dispose {
    if (this.#closed) return () => {};
    const handle = requestAnimationFrame((now) => {
      end();
      run(now);
    });
    const end = this.add(() => cancelAnimationFrame(handle));
    return end;
  }

  resize(element: Element, run: (box: DOMRectReadOnly) => void): Dispose {
    const observer = new ResizeObserver((entries) => {
      const last = entries.at(-1);
      if (last) run(last.contentRect);
    });
    observer.observe(element);
    return this.add(() => observer.disconnect());
  }

  mutation(element: Node, options: MutationObserverInit, run: () => void): Dispose {
    const observer = new MutationObserver(run);
    observer.observe(element, options);
    return this.add(() => observer.disconnect());
  }

  objectURL(blob: Blob): { url: string; revoke: Dispose } {
    const url = URL.createObjectURL(blob);
    return { url, revoke: this.add(() => URL.revokeObjectURL(url)) };
  }

  /** A scope that ends with this one, or earlier by itself. */
  child(): Scope {
    const inner = new Scope();
    const forget = this.add(() => inner.dispose());
    inner.add(forget);
    return inner;
  }

  dispose(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const end of [...this.#open].reverse()) end();
  }
}
