import type binaryen from "binaryen";
import { concat } from "../wasm/concat.js";
import type { Binaryen } from "./expressions.js";
import { setGuestVariable } from "./guest-variable.js";
import { needsHeap } from "./heap-need.js";
import { narrowTexts } from "./narrow-texts.js";
import type { Statics } from "./pack-data.js";
import { runStart, type StaticTable } from "./run-start.js";

/**
 * Runs the start of a module of which no callback makes an object, and takes out what only the start needs, the heap with it: the arena begins
 * where the objects end that the start has made, and nothing is ever collected. To be called before the optimiser runs. Returns what memory
 * holds then; null, and the module is as it was, where a callback makes objects or the start needs the host.
 */
export function startEarly(
  library: Binaryen,
  module: binaryen.Module,
  isMetered: boolean,
  visitTable: StaticTable,
): Statics | null {
  if (needsHeap(library, module)) return null;
  const statics = runStart(library, module, isMetered, visitTable);
  if (statics === null) return null;
  const { image } = statics;
  // Who never collects visits nothing.
  image.fill(0, visitTable.at, visitTable.at + visitTable.bytes.length);
  const narrow = narrowTexts(image);
  const all = narrow === null ? image : concat([image, new Uint8Array(-image.length & 7), narrow]);
  const arenaStart = (all.length + 7) & ~7;
  setGuestVariable(library, module, "rt/heap/top", arenaStart);
  setGuestVariable(library, module, "memory/top", arenaStart);
  setGuestVariable(library, module, "build/hasHeap", 0);
  if (narrow !== null) setGuestVariable(library, module, "build/narrowTexts", all.length - narrow.length);
  return { image: all, end: Math.max(statics.end, arenaStart) };
}
