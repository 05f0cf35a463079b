import { beforeAll, describe, expect, it } from "vitest";
import { MAXIMUM_MEMORY_PAGES } from "../../assembly/shared/memory-limit.js";
import { compileFilter } from "../../tooling/compile/compile.js";

interface Guest {
  readonly memory: WebAssembly.Memory;
  readonly malloc: (size: number) => number;
  readonly callback: (name: string, ...numbers: number[]) => unknown;
}

const PAGE = 65536;

describe("the arena", () => {
  let module: WebAssembly.Module;

  beforeAll(async () => {
    const compiled = await compileFilter({ filter: "test/fixtures/filters/messages" });
    module = new WebAssembly.Module(compiled.module as BufferSource);
  });

  function start(): Guest {
    const imports: Record<string, Record<string, () => number>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 1;
    const { exports } = new WebAssembly.Instance(module, imports);
    const { memory, malloc, ...callbacks } = exports as unknown as Guest & Record<string, (...n: number[]) => unknown>;
    callbacks["_initialize"]?.();
    return { memory, malloc, callback: (name, ...numbers) => callbacks[name]?.(...numbers) };
  }

  /** Ends a callback, as the host does after each event. */
  const endCallback = (guest: Guest): unknown => guest.callback("proxy_on_request_headers", 77, 0, 1);

  it("gives each allocation memory of its own within a callback", () => {
    const guest = start();
    const blocks = [1, 8, 4000, 5000, 70_000, 3, 200_000, 9000].map((size) => ({ at: guest.malloc(size), size }));
    const sorted = blocks.sort((a, b) => a.at - b.at);
    sorted.forEach(({ at, size }, i) => {
      expect(at).toBeGreaterThan(0);
      expect(at % 8).toBe(0);
      expect(at + size).toBeLessThanOrEqual(sorted[i + 1]?.at ?? guest.memory.buffer.byteLength);
    });
  });

  it("starts over when the callback has returned", () => {
    const guest = start();
    const first = guest.malloc(100);
    endCallback(guest);
    expect(guest.malloc(100)).toBe(first);
  });

  it("grows for a large value once, not for each", () => {
    const guest = start();
    guest.malloc(3_000_000);
    endCallback(guest);
    const grown = guest.memory.buffer.byteLength;
    for (let i = 0; i < 1000; ++i) {
      expect(guest.malloc(3_000_000)).toBeGreaterThan(0);
      endCallback(guest);
    }
    expect(guest.memory.buffer.byteLength).toBe(grown);
  });

  it("grows no further than the largest of ever larger values needs", () => {
    const guest = start();
    for (let size = PAGE; size <= 32 * PAGE; size += PAGE) {
      guest.malloc(size);
      endCallback(guest);
    }
    expect(guest.memory.buffer.byteLength).toBeLessThan(40 * PAGE);
  });

  it("answers 0 to what memory can't hold, and serves on", () => {
    const guest = start();
    for (const size of [MAXIMUM_MEMORY_PAGES * PAGE, 0x7fffffff, 0xfffffff0, 0xffffffff]) {
      expect(guest.malloc(size)).toBe(0);
    }
    expect(guest.malloc(100)).toBeGreaterThan(0);
    endCallback(guest);
    expect(guest.malloc(1_000_000)).toBeGreaterThan(0);
  });

  it("survives until memory is full in one callback, and is empty after it", () => {
    const guest = start();
    let count = 0;
    while (guest.malloc(1_000_000) !== 0) ++count;
    expect(count).toBeGreaterThan(50);
    for (let id = 2; id < 2000; ++id) guest.callback("proxy_on_context_create", id, 1);
    endCallback(guest);
    expect(guest.malloc(1_000_000)).toBeGreaterThan(0);
  });
});
