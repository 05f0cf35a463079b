import { type HeaderMapKind, INLINE_HEADERS } from "./inline-headers.js";
import type { Pair } from "./pairs.js";

/**
 * An ordered header map, as Envoy keeps it: names in lower case, pseudo-headers first, values as strings of one byte a
 * character, so that bytes that are not UTF-8 pass untouched. `host` is another name of `:authority`.
 */
export class HeaderMap {
  readonly kind: HeaderMapKind;
  #entries: Pair[] = [];

  constructor(kind: HeaderMapKind, pairs: Iterable<Pair> = []) {
    this.kind = kind;
    for (const [name, value] of pairs) this.append(name, value);
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Sum of the lengths of names and values, as `proxy_get_header_map_size` reports it. */
  get byteSize(): number {
    return this.#entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  }

  /** The first value of the name, or null. */
  get(name: string): string | null {
    const key = keyOf(name);
    return this.#entries.find((entry) => entry[0] === key)?.[1] ?? null;
  }

  getAll(name: string): string[] {
    const key = keyOf(name);
    return this.#entries.filter((entry) => entry[0] === key).map((entry) => entry[1]);
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  /** Adds a value. To a header of which Envoy keeps one entry it is joined with a comma. */
  append(name: string, value: string): void {
    const key = keyOf(name);
    if (INLINE_HEADERS[this.kind].has(key)) {
      const index = this.#entries.findIndex((entry) => entry[0] === key);
      if (index >= 0) {
        const joined = [this.#entries[index]?.[1], value].filter(Boolean).join(",");
        this.#entries[index] = [key, joined];
        return;
      }
    }
    if (!key.startsWith(":")) {
      this.#entries.push([key, value]);
      return;
    }
    const end = this.#entries.findIndex((entry) => !entry[0].startsWith(":"));
    this.#entries.splice(end < 0 ? this.#entries.length : end, 0, [key, value]);
  }

  /** Leaves this one value of the name, moved to the end. */
  set(name: string, value: string): void {
    this.remove(name);
    this.append(name, value);
  }

  /** Leaves this one value of the name where the first one stood, as Envoy's own setters do; without one it is added. */
  replace(name: string, value: string): void {
    const key = keyOf(name);
    const index = this.#entries.findIndex((entry) => entry[0] === key);
    if (index < 0) return this.append(name, value);
    this.#entries[index] = [key, value];
    this.#entries = this.#entries.filter((entry, at) => entry[0] !== key || at === index);
  }

  remove(name: string): void {
    const key = keyOf(name);
    this.#entries = this.#entries.filter((entry) => entry[0] !== key);
  }

  /** Puts these pairs in the place of all there was. */
  replaceAll(pairs: Iterable<Pair>): void {
    this.#entries = [];
    for (const [name, value] of pairs) this.append(name, value);
  }

  /** What goes over an HTTP/1.1 connection as header lines: all but the pseudo-headers. */
  get fields(): [name: string, value: string][] {
    return this.#entries.filter(([name]) => !name.startsWith(":")).map(([name, value]) => [name, value]);
  }

  /** The values of each name. */
  get lines(): Map<string, string[]> {
    const lines = new Map<string, string[]>();
    for (const [name, value] of this.#entries) {
      const others = lines.get(name);
      if (others === undefined) lines.set(name, [value]);
      else others.push(value);
    }
    return lines;
  }

  [Symbol.iterator](): IterableIterator<Pair> {
    return this.#entries.values();
  }
}

function keyOf(name: string): string {
  const key = hasCapital(name) ? name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : name;
  return key === "host" ? ":authority" : key;
}

/** Nearly all names have none, and the search of a regular expression costs more than all else here. */
function hasCapital(name: string): boolean {
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    if (code >= 0x41 && code <= 0x5a) return true;
  }
  return false;
}
