import { HOST_FUNCTIONS, WASI_MODULES } from "../abi/signatures.js";
import { ABI_VERSION, FUNCTIONS_OF_0_1_0 } from "../abi/versions.js";

const SDK = 'from "sluice/sdk"';

/** Imports that the AssemblyScript compiler makes for its standard library when nobody redirects them. */
const ASSEMBLYSCRIPT: Readonly<Record<string, string>> = {
  "env.abort": "compile with `sluice build`, which gives AssemblyScript an abort of its own",
  "env.seed": "do without Math.random, or compile with `sluice build`",
  "env.Date.now": `use the clock ${SDK} in place of Date.now`,
  "env.trace": `use log ${SDK} in place of trace`,
};

const REPLACEMENTS: Readonly<Record<string, string>> = {
  "env.proxy_get_configuration": "read the buffer PluginConfiguration with proxy_get_buffer_bytes",
  "env.proxy_continue_request": "call proxy_continue_stream(0)",
  "env.proxy_continue_response": "call proxy_continue_stream(1)",
  "env.proxy_clear_route_cache": 'call the foreign function "clear_route_cache"',
};

/** Toolchains whose modules expect another host, by what the import's module or name looks like. */
const TOOLCHAINS: readonly (readonly [RegExp, string])[] = [
  [/^env\.console\./, `use log ${SDK} in place of console`],
  [/^env\.(Date|Math|process|crypto|performance)\./, "do without the JavaScript global: proxy-wasm hosts have none"],
  [/wbindgen|^wbg\.|_bg\.js\./, "do without wasm-bindgen and the crates that need a JavaScript host (js-sys, web-sys)"],
  [/^wasi:|^wasi_snapshot_preview2\./, "build for wasm32-wasip1 or wasm32-unknown-unknown, not for components"],
  [/^(gojs|go)\./, "build with GOOS=wasip1 GOARCH=wasm -buildmode=c-shared"],
  [
    /^env\.(invoke_|emscripten_|_?_cxa_|__syscall_)|^a\./,
    "link with emscripten's -sSTANDALONE_WASM and -fno-exceptions",
  ],
  [
    /^env\./,
    "remove what needs it, or link it into the module: Envoy offers the functions of proxy-wasm and WASI, no others",
  ],
];

const ELSEWHERE = "Envoy links functions from env, wasi_unstable and wasi_snapshot_preview1 only";

/**
 * What to do about a function that Envoy does not offer.
 *
 * @param known the import names that Envoy does offer to this module
 */
export function hintForUnknownImport(module: string, name: string, known: ReadonlySet<string>): string {
  const key = `${module}.${name}`;
  if (Object.hasOwn(FUNCTIONS_OF_0_1_0, key)) {
    return `it left the ABI after 0.1.0: ${REPLACEMENTS[key] ?? "build with a newer SDK"}`;
  }
  const special = Object.hasOwn(ASSEMBLYSCRIPT, key) ? ASSEMBLYSCRIPT[key] : undefined;
  if (special !== undefined) return special;
  if (Object.hasOwn(HOST_FUNCTIONS, key)) {
    return `it came with a later version of the ABI: build with an SDK for ABI ${ABI_VERSION}`;
  }
  const rightModule = ["env", ...WASI_MODULES].findLast((candidate) => known.has(`${candidate}.${name}`));
  if (rightModule !== undefined) return `import it from the module "${rightModule}"`;
  return TOOLCHAINS.find(([pattern]) => pattern.test(key))?.[1] ?? ELSEWHERE;
}
