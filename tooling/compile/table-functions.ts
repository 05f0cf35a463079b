import type binaryen from "binaryen";
import type { Binaryen } from "./expressions.js";

/** Names of the functions in a module's table: whatever an indirect call may lead to. */
export function tableFunctions(library: Binaryen, module: binaryen.Module): string[] {
  const segments = Array.from({ length: module.getNumElementSegments() }, (_, index) =>
    library.getElementSegmentInfo(module.getElementSegmentByIndex(index)),
  );
  return segments.flatMap(({ data }) => data);
}
