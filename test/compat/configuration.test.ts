import { describe, expect, it } from "vitest";
import { compileFilter } from "../../tooling/compile/compile.js";

interface Driven {
  readonly configure: (text: string | Buffer) => boolean;
  readonly lines: readonly string[];
}

/** A host of one root context that is configured again and again, as Envoy does when a plugin comes back to its VM. */
async function start(): Promise<Driven> {
  const { module } = await compileFilter({ filter: "test/fixtures/filters/compat-state" });
  const compiled = new WebAssembly.Module(module as BufferSource);
  const lines: string[] = [];
  let configuration = Buffer.alloc(0);
  const bytes = (): Buffer => Buffer.from((exports["memory"] as WebAssembly.Memory).buffer);
  const hand = (value: Buffer, start: number, size: number): number => {
    const at = value.length === 0 ? 0 : (exports["malloc"] as (size: number) => number)(value.length);
    value.copy(bytes(), at);
    bytes().writeUInt32LE(at, start);
    bytes().writeUInt32LE(value.length, size);
    return 0;
  };
  const known: Record<string, (...args: number[]) => number> = {
    proxy_get_property: (...args) => hand(Buffer.from("compat-state"), args[2] ?? 0, args[3] ?? 0),
    proxy_get_buffer_bytes: (...args) => hand(configuration, args[3] ?? 0, args[4] ?? 0),
    proxy_log(_, at = 0, size = 0) {
      lines.push(bytes().toString("utf8", at, at + size));
      return 0;
    },
  };
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(compiled)) {
    (imports[from] ??= {})[name] = known[name] ?? (() => 0);
  }
  const exports = new WebAssembly.Instance(compiled, imports).exports;
  const call = (name: string, ...args: number[]): unknown => (exports[name] as (...args: number[]) => unknown)(...args);
  call("_initialize");
  call("proxy_on_context_create", 1, 0);
  const configure = (text: string | Buffer): boolean => {
    configuration = Buffer.from(text as string);
    return call("proxy_on_configure", 1, configuration.length) === 1;
  };
  return { configure, lines };
}

describe("a root context that is configured again", () => {
  it("has the new configuration, also an empty one", async () => {
    const { configure, lines } = await start();
    expect(["first", "", "second", "refuse", ""].map(configure)).toEqual([true, true, true, false, true]);
    expect(lines.map((line) => line.replace("configured with ", ""))).toEqual([
      ...["[first]", "[]", "[second]", "[refuse]", "[]"],
    ]);
  });

  it("reads bytes that are no UTF-8 as U+FFFD", async () => {
    const { configure, lines } = await start();
    expect(configure(Buffer.from([0x61, 0xff]))).toBe(true);
    expect(lines).toEqual(["configured with [a\ufffd]"]);
  });
});
