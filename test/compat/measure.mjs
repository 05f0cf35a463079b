/**
 * `node test/compat/measure.mjs PATH`: what the example addheader of a copy of github.com/solo-io/proxy-runtime comes to when it is
 * compiled with that package, and when `sluice build` compiles it (`npm run build` first): bytes, and for each request the host calls
 * and the microseconds in the module, on Node's own V8, alone and beside 1,000 live streams.
 */
import { resolve } from "node:path";
import { readFile } from "node:fs/promises";
import asc from "assemblyscript/asc";
import { compileFilter } from "sluice";

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: node test/compat/measure.mjs PATH");
  process.exit(2);
}
const example = resolve(path, "examples/addheader/assembly/index.ts");

/** As its own asconfig.json has it: optimised, aborting through the package's function. */
async function compileOld() {
  const package_ = "@solo-io/proxy-runtime/";
  let module = null;
  const { error } = await asc.main(
    ["index.ts", "--outFile", "old.wasm", "--lib", "old", "-O3", "--use", "abort=abort_proc_exit"],
    {
      readFile: (name, folder) => {
        const file = folder === "old" && name.startsWith(package_) ? resolve(path, name.slice(package_.length)) : null;
        return readFile(name === "index.ts" ? example : (file ?? "/none"), "utf8").catch(() => null);
      },
      writeFile: (name, bytes) => void (name === "old.wasm" && (module = bytes)),
      listFiles: () => [],
    },
  );
  if (error !== null || module === null) throw error ?? new Error("the old package wrote no module");
  return module;
}

/** The module on a host that answers every call with success and nothing. */
function start(bytes) {
  const module = new WebAssembly.Module(bytes);
  const host = { calls: 0 };
  const imports = {};
  let exports = null;
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = (...args) => {
      host.calls++;
      if (name === "proxy_get_property") {
        const at = exports.malloc(10);
        Buffer.from(exports.memory.buffer).write("add_header", at);
        new Uint32Array(exports.memory.buffer)[args[2] >> 2] = at;
        new Uint32Array(exports.memory.buffer)[args[3] >> 2] = 10;
      }
      return 0;
    };
  }
  exports = new WebAssembly.Instance(module, imports).exports;
  exports._initialize?.();
  exports.proxy_on_context_create?.(1, 0);
  exports.proxy_on_vm_start?.(1, 0);
  exports.proxy_on_configure?.(1, 0);
  return { exports, host };
}

function begin({ exports }, id) {
  exports.proxy_on_context_create?.(id, 1);
  exports.proxy_on_request_headers?.(id, 5, 1);
}

function end({ exports }, id) {
  exports.proxy_on_response_headers?.(id, 5, 0);
  exports.proxy_on_response_body?.(id, 5, 1);
  exports.proxy_on_log?.(id);
  exports.proxy_on_done?.(id);
  exports.proxy_on_delete?.(id);
}

/** Host calls and microseconds of each request, with `live` other streams open meanwhile. */
function measure(bytes, live) {
  const vm = start(bytes);
  let id = 2;
  for (; id < live + 2; ++id) begin(vm, id);
  const serve = (count) => {
    for (const last = id + count; id < last; ++id) {
      begin(vm, id);
      end(vm, id);
    }
  };
  const count = live === 0 ? 20_000 : 2_000;
  serve(count);
  vm.host.calls = 0;
  const rounds = Array.from({ length: 5 }, () => {
    const started = process.hrtime.bigint();
    serve(count);
    return Number(process.hrtime.bigint() - started) / 1000 / count;
  });
  return { calls: vm.host.calls / count / 5, microseconds: rounds.sort((a, b) => a - b)[2] };
}

const modules = {
  "proxy-runtime": await compileOld(),
  sluice: (await compileFilter({ filter: example, cache: false })).module,
};
const rows = Object.entries(modules).map(([name, bytes]) => {
  const [alone, beside] = [measure(bytes, 0), measure(bytes, 1000)];
  return {
    module: name,
    bytes: bytes.length,
    "host calls": alone.calls,
    "µs alone": alone.microseconds.toFixed(2),
    "µs beside 1,000": beside.microseconds.toFixed(2),
  };
});
process.stdout.write(`${rows.map((row) => JSON.stringify(row)).join("\n")}\n`);
