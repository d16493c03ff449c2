/** What was said before, recalled with ↑ and ↓ as in a shell; the line being written waits at the end. */

export class PromptHistory {
  #lines: readonly string[];
  #at: number;
  #draft = "";

  constructor(lines: readonly string[] = []) {
    this.#lines = lines.filter((line, i) => line.trim() !== "" && line !== lines[i + 1]);
    this.#at = this.#lines.length;
  }

  /** The line before, or undefined at the oldest. `now` is what stands in the prompt. */
  up(now: string): string | undefined {
    if (this.#at === 0) return undefined;
    if (this.#at === this.#lines.length) this.#draft = now;
    this.#at -= 1;
    return this.#lines[this.#at];
  }

  down(): string | undefined {
    if (this.#at >= this.#lines.length) return undefined;
    this.#at += 1;
    return this.#at === this.#lines.length ? this.#draft : this.#lines[this.#at];
  }

  get browsing(): boolean {
    return this.#at < this.#lines.length;
  }
}
