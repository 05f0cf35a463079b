import { beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "../../tooling/compile/compile.js";

/** Callbacks with numbers that no host would send, and those that it would. */
const CALLS: readonly (readonly [name: string, ...numbers: number[]])[] = [
  ["proxy_on_context_create", 1, 0],
  ["proxy_on_vm_start", 1, 0],
  ["proxy_on_configure", 1, 5],
  ["proxy_on_context_create", 2, 1],
  ["proxy_on_request_headers", 2, 3, 0],
  ["proxy_on_request_body", 2, 7, 1],
  ["proxy_on_request_trailers", 2, 1],
  ["proxy_on_response_headers", 2, 3, 0],
  ["proxy_on_response_body", 2, 7, 1],
  ["proxy_on_response_trailers", 2, 1],
  ["proxy_on_http_call_response", 1, 0, 2, 3, 0],
  ["proxy_on_tick", 1],
  ["proxy_on_request_headers", 4_000_000_000, 3, 0],
  ["proxy_on_http_call_response", 77, 77, 0, 0, 0],
  ["proxy_on_context_create", 3, 99],
  ["proxy_on_log", 2],
  ["proxy_on_log", 1],
  ["proxy_on_done", 2],
  ["proxy_on_delete", 2],
  ["proxy_on_request_headers", 2, 3, 0],
  ["proxy_on_delete", 2],
  ["proxy_on_delete", 1],
];

type Results = "untouched" | "filled" | "random";

/** A module on a host that answers `status` to every call, and leaves the results untouched, fills them or writes nonsense. */
function drive(module: WebAssembly.Module, status: number, results: Results): void {
  let instance: WebAssembly.Instance | null = null;
  const answer = (...args: unknown[]): number => {
    if (instance === null || results === "untouched") return status;
    const { memory, malloc } = instance.exports as { memory: WebAssembly.Memory; malloc: (size: number) => number };
    const outs = args.filter((arg): arg is number => typeof arg === "number").slice(-2);
    const start = results === "filled" ? malloc(16) : 0xfffffff0;
    const view = new DataView(memory.buffer);
    for (const [index, address] of outs.entries()) {
      if (address < 1024 || address > view.byteLength - 8 || address % 4 !== 0 || address > 65536) continue;
      view.setUint32(address, index === 0 ? start : results === "filled" ? 16 : 0, true);
    }
    return status;
  };
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = answer;
  instance = new WebAssembly.Instance(module, imports);
  const exports = instance.exports as Record<string, ((...numbers: number[]) => unknown) | undefined>;
  exports["_initialize"]?.();
  for (const [name, ...numbers] of CALLS) exports[name]?.(...numbers);
}

describe.each(["hello", "messages", "lifecycle", "callout", "compat-http", "compat-callouts", "compat-state"])(
  "the %s filter",
  (filter) => {
    let module: WebAssembly.Module;

    beforeAll(async () => {
      const compiled = await compileFilter({ filter: `test/fixtures/filters/${filter}` });
      module = new WebAssembly.Module(compiled.module as BufferSource);
    });

    it.each(["untouched", "filled", "random"] as const)(
      "does not trap on any status from 0 to 255, results %s",
      (results) => {
        for (let status = 0; status <= 255; ++status) expect(() => drive(module, status, results)).not.toThrow();
      },
    );

    it("does not trap on callbacks for contexts that were never made", () => {
      const imports: Record<string, Record<string, () => number>> = {};
      for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 1;
      const { exports } = new WebAssembly.Instance(module, imports);
      const callbacks = exports as Record<string, ((...numbers: number[]) => unknown) | undefined>;
      callbacks["_initialize"]?.();
      for (const [name] of CALLS) {
        for (const id of [0, 1, 77, -1]) expect(() => callbacks[name]?.(id, id, id, id, id)).not.toThrow();
      }
    });
  },
);
