import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MAXIMUM_MEMORY_PAGES } from "../../../assembly/shared/memory-limit.js";
import { compileFilter } from "../../../tooling/compile/compile.js";

const PAGE = 65536;

type Callback = (...numbers: number[]) => number;

interface Guest {
  readonly pages: () => number;
  readonly malloc: Callback;
  /** Has the filter do what `command` says in one callback, after which garbage may be collected. */
  readonly perform: (command: string) => string;
}

describe("the heap", () => {
  let module: WebAssembly.Module;
  let guest: Guest;

  beforeAll(async () => {
    const compiled = await compileFilter({ filter: "test/fixtures/filters/objects" });
    module = new WebAssembly.Module(compiled.module as BufferSource);
  });

  beforeEach(() => {
    guest = start(module);
  });

  it("keeps every object that something leads to, and nothing else", () => {
    for (let round = 0; round < 1500; ++round) {
      guest.perform("change 40");
      expect(guest.perform("verify 0")).toBe("");
    }
    expect(guest.pages()).toBeLessThanOrEqual(40);
  });

  it("looks into a list of a million", () => {
    expect(guest.perform("list 1000000")).toBe("1000000");
    const pages = guest.pages();
    expect(guest.perform("length 0")).toBe("1000000");
    for (let round = 0; round < 5; ++round) {
      guest.perform("drop 0");
      expect(guest.perform("list 1000000")).toBe("1000000");
    }
    expect(guest.pages()).toBeLessThanOrEqual(2 * pages + 4);
  });

  it("keeps what static data leads to", () => {
    guest.perform("name 77");
    for (let round = 0; round < 20; ++round) guest.perform("waste 100000");
    expect(guest.perform("named 0")).toBe("name 77");
  });

  it("leaves alone what was allocated by hand", () => {
    expect(guest.perform("by-hand 1000")).toBe("0");
    for (let round = 0; round < 100; ++round) {
      guest.perform("waste 100000");
      expect(guest.perform("by-hand 20000")).toBe("1000");
    }
    expect(guest.pages()).toBeLessThanOrEqual(8);
  });

  it("grows strings, arrays and maps", () => {
    expect(guest.perform("strings 3000")).toBe(`10890 ${2999 * 3000}`);
    const pages = guest.pages();
    for (let round = 0; round < 20; ++round) guest.perform("strings 3000");
    expect(guest.pages()).toBe(pages);
  });

  it.each([20_000, 300_000, 5_000_000])(
    "holds what it says it can, %i bytes at a time, until memory is full",
    (size) => {
      const count = Number(guest.perform(`fill ${size}`));
      expect(count * size).toBeGreaterThan(0.85 * MAXIMUM_MEMORY_PAGES * PAGE);
      expect(guest.perform("length 0")).toBe("10000");
      guest.perform("drop 0");
      // What does not fit any more is what brings the collection about.
      const again = Number(guest.perform(`fill ${size}`)) + Number(guest.perform(`fill ${size}`));
      expect(again).toBeGreaterThanOrEqual(0.95 * count - 1);
    },
  );

  it("reads no more text, but goes on, when small values fill memory for good", () => {
    expect(Number(guest.perform("fill 1000"))).toBeGreaterThan(60_000);
    for (let round = 0; round < 50; ++round) expect(guest.perform("length 0")).toBe("");
  });

  it("has room for objects however often large values fill it", () => {
    for (let round = 1; round <= 20; ++round) {
      for (const size of [1_000_000, 10_000, 100]) while (guest.malloc(size) !== 0);
      expect(guest.perform("list 1000")).toBe(String(1000 * round));
    }
    expect(guest.malloc(10_000_000)).not.toBe(0);
  });

  it("is not split up by objects that outlive large values", () => {
    for (let round = 0; round < 300; ++round) {
      for (let chunk = 0; chunk < 4; ++chunk) expect(guest.malloc(100_000 + ((round * 7919) % 50_000))).not.toBe(0);
      guest.perform("list 10");
      guest.perform("change 5");
    }
    expect(guest.perform("verify 0")).toBe("");
    expect(guest.perform("length 0")).toBe("3000");
    expect(guest.pages()).toBeLessThanOrEqual(64);
  });
});

function start(module: WebAssembly.Module): Guest {
  let command = "";
  let result = "";
  const bytesAt = (at: number, size: number): Uint8Array => new Uint8Array(exports.memory.buffer, at, size);
  const answers: Record<string, Callback> = {
    proxy_get_property: () => 1,
    proxy_get_header_map_value: (_map, _name, _nameSize, out = 0, size = 0) => {
      const at = exports["malloc"]?.(command.length) ?? 0;
      if (at === 0) return 2;
      bytesAt(at, command.length).set(new TextEncoder().encode(command));
      new DataView(exports.memory.buffer).setUint32(out, at, true);
      new DataView(exports.memory.buffer).setUint32(size, command.length, true);
      return 0;
    },
    proxy_replace_header_map_value: (_map, _name, _nameSize, value = 0, size = 0) => {
      result = new TextDecoder().decode(bytesAt(value, size));
      return 0;
    },
  };
  const env = Object.fromEntries(
    WebAssembly.Module.imports(module).map(({ name }) => [name, answers[name] ?? ((): number => 0)]),
  );
  const exports = new WebAssembly.Instance(module, { env }).exports as unknown as Record<string, Callback> & {
    readonly memory: WebAssembly.Memory;
  };
  exports["_initialize"]?.();
  exports["proxy_on_configure"]?.(1, 0);
  return {
    pages: () => exports.memory.buffer.byteLength / PAGE,
    malloc: (size = 0) => exports["malloc"]?.(size) ?? 0,
    perform: (text) => {
      command = text;
      result = "";
      exports["proxy_on_request_headers"]?.(2, 1, 1);
      return result;
    },
  };
}
