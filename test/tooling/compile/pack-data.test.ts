import { describe, expect, it } from "vitest";
import { runCompiler } from "../../../tooling/compile/asc.js";
import { locateFilters } from "../../../tooling/compile/sources.js";
import { readModule } from "../../../tooling/wasm/index.js";

const compile = async (isPacked: boolean): Promise<Uint8Array> => {
  const source = await locateFilters(["test/bench/peers/sluice"]);
  return (await runCompiler(source, { fileName: "module.wasm", isDebug: false, isPacked })).binary;
};

/** The memory of an instance on a host that answers nothing. */
function memoryOf(binary: Uint8Array, isInitialized: boolean): Buffer {
  const module = new WebAssembly.Module(binary as BufferSource);
  const functions = Object.fromEntries(WebAssembly.Module.imports(module).map(({ name }) => [name, () => 0]));
  const imports = { env: functions, wasi_snapshot_preview1: functions };
  const { exports } = new WebAssembly.Instance(module, imports);
  if (isInitialized) (exports["_initialize"] as () => void)();
  return Buffer.from((exports["memory"] as WebAssembly.Memory).buffer);
}

describe("packed static data", () => {
  it("is the same in memory, once the module is initialised, as what was not packed", async () => {
    const [packed, plain] = [await compile(true), await compile(false)];
    const text = Buffer.from("x-wasm", "utf16le");
    expect(memoryOf(plain, false).includes(text)).toBe(true);
    expect(memoryOf(packed, false).includes(text)).toBe(false);
    expect(memoryOf(packed, true).includes(text)).toBe(true);
    expect(memoryOf(packed, true).length).toBe(memoryOf(plain, true).length);
    expect(readModule(plain).exports.map(({ name }) => name)).toEqual(
      readModule(packed).exports.map(({ name }) => name),
    );
  }, 180_000);
});
