import { expect } from "vitest";

interface StreamContext {
  readonly parent: number;
  /** Which of `proxy_on_log`, `proxy_on_done` and `proxy_on_delete` have come. */
  readonly end: string[];
}

const END = ["proxy_on_log", "proxy_on_done", "proxy_on_delete"];

/** Reads the trace of a host, and holds what it does with its contexts against what every host has to do. */
export class TraceCheck {
  /** VM, then context id. */
  readonly #contexts = new Map<string, StreamContext>();
  /** The context that asked, by VM and token. */
  readonly #owners = new Map<string, string>();
  #vm = "";
  #current = "";
  /** Whether the callback that runs answers a stream that is gone: nothing may be done for it. */
  #isForGone = false;
  #calloutsForGone = 0;

  /** How many answers came for streams that were gone. */
  get calloutsForGone(): number {
    return this.#calloutsForGone;
  }

  /** To be given each line. */
  read(line: string): void {
    if (line.startsWith("--- ")) this.#vm = line;
    else if (line.startsWith("==> ")) this.#enter(line);
    else if (line.startsWith("<==")) {
      expect(line).not.toContain("trap");
      this.#isForGone = false;
    } else this.#hostCall(line.trim());
  }

  /** Every stream's context is deleted. */
  expectAllGone(): void {
    for (const [id, { parent, end }] of this.#contexts) {
      if (parent !== 0) expect(end, `the end of ${id}`).toEqual(END);
    }
  }

  #enter(line: string): void {
    const [, name = "", id = ""] = /^==> (\w+)\((?:context=(\d+))?/.exec(line) ?? [];
    const number = (parameter: string): number => Number(new RegExp(`\\b${parameter}=(\\d+)`).exec(line)?.[1]);
    this.#current = this.#key(id);
    if (name === "_initialize") return;
    const context = this.#contexts.get(this.#current);
    if (name === "proxy_on_context_create") {
      expect(context, `${line} comes once`).toBeUndefined();
      this.#contexts.set(this.#current, { parent: number("parent"), end: [] });
      return;
    }
    if (context === undefined) return expect.unreachable(`${line}: no such context`);
    expect(context.end, `${line} comes to a context that lives`).not.toContain("proxy_on_delete");
    if (END.includes(name) && context.parent !== 0) context.end.push(name);
    if (name !== "proxy_on_http_call_response") return;
    const owner = this.#contexts.get(this.#owners.get(this.#key(`token ${number("token")}`)) ?? "");
    this.#isForGone = owner?.end.includes("proxy_on_delete") === true;
    this.#calloutsForGone += Number(this.#isForGone);
  }

  #hostCall(line: string): void {
    const effective = /^proxy_set_effective_context\((\d+)\) → Ok/.exec(line)?.[1];
    if (effective !== undefined) this.#current = this.#key(effective);
    const token = /^proxy_http_call\(.* → Ok (\d+)$/.exec(line)?.[1];
    if (token !== undefined) this.#owners.set(this.#key(`token ${token}`), this.#current);
    if (line.startsWith("proxy_set_effective_context")) return;
    expect(this.#isForGone, `${line}: for a stream that is gone`).toBe(false);
  }

  #key(id: string): string {
    return `${this.#vm} ${id}`;
  }
}
