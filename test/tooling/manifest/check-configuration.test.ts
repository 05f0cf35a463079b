import { expect, it } from "vitest";
import { checkConfiguration } from "../../../tooling/manifest/check-configuration.js";
import type { ModuleFile } from "../../../tooling/manifest/module-source.js";
import { assemble } from "../compile/assemble.js";

it("says of a module that never ends that it does not, and names the module", async () => {
  const bytes = assemble(`(module
    (memory (export "memory") 1 1)
    (func (export "proxy_abi_version_0_2_1"))
    (func (export "malloc") (param i32) (result i32) (i32.const 8))
    (func (export "proxy_on_configure") (param i32 i32) (result i32) (loop $for_ever (br $for_ever)) unreachable))`);
  const source = { path: "loop.wasm", bytes, papers: null } as ModuleFile;
  const plugin = { name: "loop", namespace: "edge", url: "http://example.com/loop.wasm" };
  await expect(checkConfiguration(source, plugin, ["WasmPlugin"], undefined, 100)).rejects.toMatchObject({
    code: "ERR_CONFIGURATION_REFUSED",
    message: 'loop.wasm: plugin "loop" refused its configuration: it did not come to an end within 100 ms',
    hint: "end the loop in proxy_on_vm_start or proxy_on_configure: a gateway would hang there",
  });
});
