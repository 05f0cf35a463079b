import type binaryen from "binaryen";
import { type Binaryen, ExpressionReader } from "./expressions.js";
import { STARTING } from "./run-start.js";
import { tableFunctions } from "./table-functions.js";

/** The runtime: what makes objects, or moves the end of the heap. */
const HEAP = /^~lib\/sluice\/assembly\/rt\/(?:heap|objects|unmanaged|values)\//;

/** What comes to the heap only where there is one. */
const ASKING = ["memory/allocateInHeap", "garbage/collectGarbage"].map((path) => `~lib/sluice/assembly/${path}`);

/** Whether a function that the host calls once a module has started may come to the heap, by whatever way. */
export function needsHeap(library: Binaryen, module: binaryen.Module): boolean {
  const read = new ExpressionReader(library);
  const exported = exportedFunctions(library, module);
  const seen = new Set(ASKING);
  for (const [name, target] of exported) if (STARTING.includes(name)) seen.add(target);
  const pending = [...exported.values()];
  const visit = (ref: binaryen.ExpressionRef): void => {
    const call = read.as("Call", ref);
    if (call !== null) pending.push(call.target);
    else if (read.kind(ref) === "CallIndirect") pending.push(...tableFunctions(library, module));
    read.operands(ref).forEach(visit);
  };
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (seen.has(name)) continue;
    if (HEAP.test(name)) return true;
    seen.add(name);
    const { body } = library.getFunctionInfo(module.getFunction(name));
    if (body !== 0) visit(body);
  }
  return false;
}

/** Internal names of the exported functions by those that the host knows. */
function exportedFunctions(library: Binaryen, module: binaryen.Module): Map<string, string> {
  const all = Array.from({ length: module.getNumExports() }, (_, index) =>
    library.getExportInfo(module.getExportByIndex(index)),
  );
  const functions = all.filter(({ kind }) => kind === library.ExternalFunction);
  return new Map(functions.map(({ name, value }) => [name, value]));
}
