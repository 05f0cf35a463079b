import { readFile } from "node:fs/promises";
import { join } from "node:path";
import binaryen from "assemblyscript/binaryen";
import { compileFilter } from "../../tooling/compile/compile.js";
import { type Extension, renderWasmExtension } from "../../tooling/envoy/wasm-extension.js";
import { packageRoot } from "../../tooling/package-root.js";
import type { Job, Participant } from "./job.js";

const peers = join(packageRoot(), "test", "bench", "peers");
const EXTENSIONS = "type.googleapis.com/envoy.extensions.filters.http";

/** The header job: the smallest filter that does something both ways, so that what is measured is the SDK's own cost. */
export async function headerJob(): Promise<Job> {
  return {
    name: "header",
    about: "x-wasm: 1 on the request, hello: world! on the response",
    isDone: ({ upstreamHeaders, responseHeaders }) =>
      upstreamHeaders["x-wasm"] === "1" && responseHeaders["hello"] === "world!",
    participants: [
      { name: "no filter", about: "the baseline", module: null, filter: null },
      native("header_mutation", "Envoy's own filter, in C++", headerMutation),
      wasm("bound", "hand-written WebAssembly, two callbacks", await boundModule()),
      wasm("sluice", "this SDK", await sluiceModule()),
      wasm("rust", "proxy-wasm Rust SDK 0.2.5, LTO, wasm-opt -Oz", await readFile(join(peers, "rust", "hello.wasm"))),
      native("lua", "Envoy's own filter, LuaJIT", lua),
    ],
    reference: "rust",
  };
}

function native(name: string, about: string, filter: Extension): Participant {
  return { name, about, module: null, filter: () => filter };
}

function wasm(name: string, about: string, module: Uint8Array): Participant {
  return { name, about, module, filter: (modulePath) => renderWasmExtension({ name, rootId: "hello", modulePath }) };
}

async function sluiceModule(): Promise<Uint8Array> {
  return (await compileFilter({ filter: join(peers, "sluice") })).module;
}

async function boundModule(): Promise<Uint8Array> {
  const module = binaryen.parseText(await readFile(join(peers, "bound", "bound.wat"), "utf8"));
  const binary = module.emitBinary();
  module.dispose();
  return binary;
}

const headerMutation: Extension = {
  name: "envoy.filters.http.header_mutation",
  typed_config: {
    "@type": `${EXTENSIONS}.header_mutation.v3.HeaderMutation`,
    mutations: {
      request_mutations: [{ append: setHeader("x-wasm", "1") }],
      response_mutations: [{ append: setHeader("hello", "world!") }],
    },
  } as Extension["typed_config"],
};

function setHeader(key: string, value: string): object {
  return { header: { key, value }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" };
}

const lua: Extension = {
  name: "envoy.filters.http.lua",
  typed_config: {
    "@type": `${EXTENSIONS}.lua.v3.Lua`,
    default_source_code: {
      inline_string: [
        'function envoy_on_request(handle) handle:headers():replace("x-wasm", "1") end',
        'function envoy_on_response(handle) handle:headers():replace("hello", "world!") end',
      ].join("\n"),
    },
  } as Extension["typed_config"],
};
