import type { LogEntry } from "./gateway.js";

/** How much is kept, in characters: each line counts as some more than its message. */
export const MAXIMUM_KEPT_CHARACTERS = 16 * 1024 * 1024;
const CHARACTERS_BESIDE_MESSAGE = 100;

const sizeOf = ({ message }: LogEntry): number => message.length + CHARACTERS_BESIDE_MESSAGE;

/** What the plugins of a gateway logged. Where it is too much, the older half goes: a module that floods its log takes no memory by it. */
export class KeptLogs {
  /** Oldest first. Its owner may empty it. */
  readonly entries: LogEntry[] = [];
  #size = 0;
  #dropped = 0;

  /** A place in the log, for {@link since}. */
  get end(): number {
    return this.#dropped + this.entries.length;
  }

  add(entry: LogEntry): void {
    this.entries.push(entry);
    this.#size += sizeOf(entry);
    if (this.#size > MAXIMUM_KEPT_CHARACTERS) this.#dropOlder();
  }

  /** What is kept of the lines that came after a place. */
  since(end: number): LogEntry[] {
    return this.entries.slice(Math.max(0, end - this.#dropped));
  }

  #dropOlder(): void {
    this.#size = this.entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    let count = 0;
    for (; this.#size > MAXIMUM_KEPT_CHARACTERS / 2; count++) this.#size -= sizeOf(this.entries[count] as LogEntry);
    this.entries.splice(0, count);
    this.#dropped += count;
  }
}
