import { describe, expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";

const REQUESTS = 20;
const NAMES = Array.from({ length: 11 }, (_, index) => `n${index}`).join(" ");
const PAGES_MAX = 64;

type Callback = (...numbers: number[]) => number;

/** The module on a host that answers nothing, and what it logs. */
async function start(): Promise<{ exports: Record<string, Callback>; logs: string[]; pages: () => number }> {
  const { module } = await compileFilter({ filter: "test/fixtures/filters/layouts", cache: false });
  const compiled = new WebAssembly.Module(module as BufferSource);
  const logs: string[] = [];
  const imports: Record<string, Record<string, Callback>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(compiled)) (imports[from] ??= {})[name] = () => 0;
  const host = (imports["env"] ??= {});
  host["proxy_log"] = (_level, at, size) => (logs.push(Buffer.from(memory.buffer, at, size).toString()), 0);
  const { exports } = new WebAssembly.Instance(compiled, imports);
  const memory = exports["memory"] as WebAssembly.Memory;
  return { exports: exports as Record<string, Callback>, logs, pages: () => memory.buffer.byteLength / 65_536 };
}

describe("the table of where classes have their references", () => {
  it("leads the collector to what every layout refers to", async () => {
    const { exports, logs, pages } = await start();
    exports["_initialize"]?.();
    exports["proxy_on_context_create"]?.(1, 0);
    expect(exports["proxy_on_configure"]?.(1, 0)).toBe(1);
    for (let id = 2; id < 2 + REQUESTS; ++id) {
      exports["proxy_on_context_create"]?.(id, 1);
      exports["proxy_on_request_headers"]?.(id, 0, 1);
      exports["proxy_on_delete"]?.(id);
    }
    expect(logs).toEqual(Array<string>(REQUESTS).fill(NAMES));
    // Without collections, the garbage would have taken more.
    expect(pages()).toBeLessThanOrEqual(PAGES_MAX);
  }, 120_000);
});
