import { IdentifierExpression, type Program } from "assemblyscript";
import { ToolError } from "../error.js";
import { PACKAGE } from "./filter-code.js";
import { placeOf, walk } from "./syntax.js";

/** AssemblyScript's own name of its collector, which it gives to every source. */
const COLLECT = "__collect";

/**
 * A module has no list of what its running functions hold: collected within a callback, that would be freed under their hands.
 *
 * @throws ToolError ERR_COMPILE when a source that is not of this package names the collector
 */
export function refuseCollection(program: Program): void {
  for (const source of program.sources) {
    if (source.isLibrary || source.internalPath.startsWith(PACKAGE) || !source.text.includes(COLLECT)) continue;
    for (const node of walk(source)) {
      if (!(node instanceof IdentifierExpression) || node.text !== COLLECT) continue;
      throw new ToolError("ERR_COMPILE", `${placeOf(node)}: ${COLLECT} frees what the running callback still holds`, {
        hint: "leave it out: garbage is collected after the callback has returned",
      });
    }
  }
}
