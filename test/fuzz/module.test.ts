import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { MAXIMUM_MEMORY_PAGES } from "../../assembly/shared/memory-limit.js";
import { compileFilter } from "../../tooling/compile/compile.js";
import { anyCall, BEGINNING, type Call, wholeStream } from "./callbacks.js";
import { HostileHost, type Manner } from "./hostile-host.js";
import { runs } from "./runs.js";

const MEMORY_MAX = MAXIMUM_MEMORY_PAGES * 65536;
const ANYTHING: Manner = { status: null, isLavish: false, pointsAnywhere: true };

const seeds = fc.integer({ min: 0, max: 0x7fffffff });
const calls = fc.array(anyCall, { maxLength: 60 });

describe("a module that uses all of the SDK", () => {
  let module: WebAssembly.Module;

  beforeAll(async () => {
    const compiled = await compileFilter({ filter: "test/fixtures/filters/everything" });
    module = new WebAssembly.Module(compiled.module as BufferSource);
  });

  /** Lets a host make these calls, then sees the module serve another plugin and its stream. */
  function drive(seed: number, manner: Manner, sequence: readonly Call[]): void {
    const host = new HostileHost(module, seed, manner);
    for (const [name, ...numbers] of [...BEGINNING, ...sequence]) host.call(name, ...numbers);
    expect(host.memorySize).toBeLessThanOrEqual(MEMORY_MAX);
    host.calm();
    const [root, stream] = [1_000_000, 1_000_001];
    host.call("proxy_on_context_create", root, 0);
    expect(host.call("proxy_on_vm_start", root, 0)).toBe(1);
    expect(host.call("proxy_on_configure", root, 0)).toBe(1);
    host.call("proxy_on_context_create", stream, root);
    expect(host.call("proxy_on_request_headers", stream, 3, 1)).toBe(0);
    expect(host.headers.get("x-everything")).toBe("served");
    host.call("proxy_on_log", stream);
    expect(host.call("proxy_on_done", stream)).toBe(1);
    host.call("proxy_on_delete", stream);
  }

  it("does not trap on any status from 0 to 255, whatever comes with it", () => {
    for (let status = 0; status <= 255; ++status) drive(status, { ...ANYTHING, status }, wholeStream(4));
  });

  it("does not trap on any callbacks in any order, whatever the host answers", () => {
    fc.assert(
      fc.property(seeds, calls, (seed, sequence) => drive(seed, ANYTHING, sequence)),
      runs(1000),
    );
  });

  it("does not trap on streams whose callbacks come in order, whatever the host answers", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 8 }), (seed, count) => {
        drive(seed, ANYTHING, Array.from({ length: count }, (_, i) => wholeStream(4 + i)).flat());
      }),
      // This seed points at the memory that a text is then decoded into.
      { ...runs(150), examples: [[1033795031, 5]] },
    );
  });

  it("does not trap when memory is full, and goes on", () => {
    fc.assert(
      fc.property(seeds, calls, (seed, sequence) => {
        drive(seed, { ...ANYTHING, isLavish: true }, [...wholeStream(4), ...sequence]);
      }),
      runs(25),
    );
  });
});
