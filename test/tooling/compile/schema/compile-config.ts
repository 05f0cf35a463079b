import asc from "assemblyscript/asc";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { generateConfigClass } from "../../../../tooling/compile/schema/config-class.js";
import { parseSchema } from "../../../../tooling/compile/schema/parse-schema.js";
import { STANDARD_FILES } from "../../../../tooling/compile/sources.js";
import { packageRoot } from "../../../../tooling/package-root.js";

/** Reads a configuration as a filter would: what `describe` says of the value, or the error. */
export type ConfigParser = (text: string | Uint8Array) => { readonly value?: string; readonly error?: string };

/**
 * Compiles the class of a schema, by the AssemblyScript compiler alone, into a parser to call from a test.
 *
 * @param describe body of an AssemblyScript function `(config: …): string`
 */
export async function compileConfig(schema: object, describe: string): Promise<ConfigParser> {
  const model = parseSchema(schema, { file: "config.schema.json", name: "test-config" });
  const files = new Map([
    ["config.ts", generateConfigClass(model)],
    ["entry.ts", driver(model.className, describe)],
  ]);
  let binary: Uint8Array | undefined;
  const stderr = asc.createMemoryStream();
  const flags = ["entry.ts", "--outFile", "m.wasm", "--lib", "~sluice", "--runtime", "minimal"];
  const { error } = await asc.main([...flags, "--exportStart", "_initialize", "--optimizeLevel", "1"], {
    stderr,
    readFile: async (name) => files.get(name) ?? (await readLibrary(name)),
    writeFile: (_, contents) => void (binary = contents as Uint8Array),
    listFiles: (folder) => (folder === "~sluice" ? [...STANDARD_FILES.keys()] : []),
  });
  if (error !== null || binary === undefined) {
    throw new Error(`the generated class does not compile:\n${stderr.toString()}`);
  }
  return instantiate(binary);
}

/** A file of `sluice/…`, or one of ours in the place of the standard library's; null for any other. */
async function readLibrary(name: string): Promise<string | null> {
  const replacement = STANDARD_FILES.get(name);
  const path = replacement === undefined ? name.replace(/^sluice\//, "") : `assembly/${replacement}`;
  if (path === name) return null;
  return readFile(join(packageRoot(), path), "utf8").catch(() => null);
}

function driver(className: string, describe: string): string {
  return `
import { Bytes } from "sluice/sdk";
import { ${className} } from "./config";
let output: ArrayBuffer = new ArrayBuffer(0);
function describe(config: ${className}): string { ${describe} }
export function allocate(length: i32): usize { return heap.alloc(length); }
export function parse(at: usize, length: i32): bool {
  const parsed = ${className}.parse(new Bytes(at, length));
  heap.free(at);
  const config = parsed.value;
  output = String.UTF8.encode(config === null ? parsed.error : describe(config));
  return config !== null;
}
export function outputAt(): usize { return changetype<usize>(output); }
export function outputLength(): i32 { return output.byteLength; }
`;
}

/** The environment of the VM: one variable, `SECRET`. */
function environment(
  exportsOf: () => { readonly memory: WebAssembly.Memory },
): Record<string, (one: number, two: number) => number> {
  const text = Buffer.from("SECRET=kept\0");
  const view = (): DataView => new DataView(exportsOf().memory.buffer);
  return {
    environ_sizes_get: (count, size) => {
      view().setUint32(count, 1, true);
      view().setUint32(size, text.length, true);
      return 0;
    },
    environ_get: (pointers, texts) => {
      view().setUint32(pointers, texts, true);
      new Uint8Array(exportsOf().memory.buffer).set(text, texts);
      return 0;
    },
  };
}

function instantiate(binary: Uint8Array): ConfigParser {
  const trap = (): never => {
    throw new Error("the parser trapped");
  };
  const imports = { env: { abort: trap, proxy_log: () => 0 }, wasi_snapshot_preview1: environment(() => exports) };
  const instance = new WebAssembly.Instance(new WebAssembly.Module(binary as BufferSource), imports);
  const exports = instance.exports as unknown as {
    readonly memory: WebAssembly.Memory;
    _initialize(): void;
    allocate(length: number): number;
    parse(at: number, length: number): number;
    outputAt(): number;
    outputLength(): number;
  };
  exports._initialize();
  return (text) => {
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    const at = exports.allocate(bytes.length);
    new Uint8Array(exports.memory.buffer).set(bytes, at);
    const isAccepted = exports.parse(at, bytes.length) !== 0;
    const output = new Uint8Array(exports.memory.buffer, exports.outputAt(), exports.outputLength());
    const said = Buffer.from(output).toString("utf8");
    return isAccepted ? { value: said } : { error: said };
  };
}
