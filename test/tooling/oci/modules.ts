import binaryen from "binaryen";
import { writePapers } from "../../../tooling/compile/papers.js";

/** A module that Envoy could load, and no more; `filler` makes it larger. */
export function smallModule(filler = ""): Uint8Array {
  const data = filler === "" ? "" : `(data (i32.const 1024) "${filler}")`;
  const module = binaryen.parseText(`(module
    (memory (export "memory") 2 2)
    (func (export "malloc") (param i32) (result i32) (i32.const 1024))
    (func (export "proxy_abi_version_0_2_1"))
    (func (export "proxy_on_context_create") (param i32 i32))
    ${data})`);
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** The same with papers, as `sluice build` writes them. */
export function moduleWithPapers(name = "hello", filler = ""): Uint8Array {
  return writePapers(smallModule(filler), {
    ...{ name, version: "1.2.3", rootIds: [name], kinds: { [name]: ["http"] }, abi: "0.2.1" },
    ...{ hostFunctions: ["proxy_log"], metricLabels: [] },
    ...{ configSchemas: { [name]: { type: "object", properties: { greeting: { type: "string" } } } }, steps: 500 },
  });
}
