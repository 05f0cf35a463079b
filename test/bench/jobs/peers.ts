import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import binaryen from "assemblyscript/binaryen";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { ToolError } from "../../../tooling/error.js";
import type { Extension } from "../../../tooling/envoy/wasm-extension.js";
import { packageRoot } from "../../../tooling/package-root.js";
import type { Participant } from "../../../tooling/bench/job.js";

export const PEERS = join(packageRoot(), "test", "bench", "peers");

/** What the types of Envoy's HTTP filters begin with. */
export const EXTENSIONS = "type.googleapis.com/envoy.extensions.filters.http";

/** Builds the filter in a folder below `peers/sluice`, the header job's where there is none. */
export async function sluicePeer(rootId: string, folder = ""): Promise<Participant> {
  const { module } = await compileFilter({ filter: join(PEERS, "sluice", folder) });
  return wasm({ name: "sluice", about: "this SDK", module, rootId });
}

export async function rustPeer(module: string, name = "rust", note = ""): Promise<Participant> {
  const about = `proxy-wasm Rust SDK 0.2.5, LTO, wasm-opt -Oz${note}`;
  return wasm({ name, about, module: await readPeer("rust", `${module}.wasm`), rootId: module });
}

export async function goPeer(module: string): Promise<Participant> {
  const packed = await readPeer("go", `${module}.wasm.br`);
  const unpacked = await promisify(brotliDecompress)(packed);
  return wasm({ name: "go", about: "proxy-wasm Go SDK, Go 1.26", module: unpacked, rootId: module });
}

/** @throws ToolError ERR_FILE_NOT_FOUND */
export async function readPeer(language: "rust" | "go", file: string): Promise<Uint8Array> {
  return readFile(join(PEERS, language, file)).catch((cause: unknown) => {
    throw new ToolError("ERR_FILE_NOT_FOUND", `there is no test/bench/peers/${language}/${file}`, {
      hint: `test/bench/peers/${language}/README.md says how it is built`,
      cause,
    });
  });
}

interface WasmPeer {
  readonly name: string;
  readonly about: string;
  readonly module: Uint8Array;
  readonly rootId: string;
  readonly configuration?: string;
}

/** With `allow_on_headers_stop_iteration`, without which a filter that holds the headers back never sees the body. */
export function wasm({ name, about, module, rootId, configuration = "" }: WasmPeer): Participant {
  const plugin = { name, rootId, module, configuration, allowOnHeadersStopIteration: true };
  return { name, about, plugin, filter: null };
}

export async function emptyPeer(): Promise<Participant> {
  const module = await assemble("empty");
  const about = "hand-written WebAssembly, one empty callback";
  return { ...wasm({ name: "empty", about, module, rootId: "empty" }), isIdle: true };
}

/** The fewest instructions that proxy-wasm allows for a job: what its callbacks and host calls alone cost. */
export async function boundPeer(
  text: string,
  about = "hand-written WebAssembly, the same host calls",
): Promise<Participant> {
  return wasm({ name: "bound", about, module: await assemble(text), rootId: "bound" });
}

/** The module of WebAssembly text in `peers/bound`. */
export async function assemble(name: string): Promise<Uint8Array> {
  const source = binaryen.parseText(await readFile(join(PEERS, "bound", `${name}.wat`), "utf8"));
  const module = source.emitBinary();
  source.dispose();
  return module;
}

export function luaPeer(code: readonly string[]): Participant {
  const fields = { default_source_code: { inline_string: code.join("\n") } };
  return nativePeer("lua", "Envoy's own filter, LuaJIT", "lua.v3.Lua", fields);
}

/**
 * One of Envoy's own filters.
 *
 * @param type such as `lua.v3.Lua`
 */
export function nativePeer(name: string, about: string, type: string, fields: object): Participant {
  const filter: Extension = {
    name: `envoy.filters.http.${name}`,
    typed_config: { "@type": `${EXTENSIONS}.${type}`, ...fields },
  };
  return { name, about, plugin: null, filter };
}
