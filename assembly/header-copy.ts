/**
 * A copy of the header map that a callback reads much from. A read by name costs Envoy a call into the host, one back into the module for
 * memory, and a lookup; the whole map at once costs about as much as two or three of them. So the first reads of a callback ask the host,
 * and the next one fetches the map and looks into it, as do those that follow. A change through the host makes the copy void.
 */
import { HeaderMapType } from "./shared/abi";
import { proxy_get_header_map_pairs } from "./imports";
import { clearResult, epoch, RESULT_SIZE, RESULT_START, resultSize, resultStart, setResult } from "./memory";
import { PairReader } from "./pairs";

/** Reads by name that ask the host before the map is fetched. */
const READS_BEFORE_COPY: i32 = 2;

/** Above so many fields a search is dearer than a call; a client that sends more makes the filter ask the host. */
const MOST_FIELDS: u32 = 64;

let copyOf: i32 = -1;
let madeIn: u32 = 0;
let reads: i32 = 0;
let copy: PairReader | null = null;

/** Makes the copy void: to be called with every change of a header map, and of the context that host calls speak of. */
// @ts-ignore: decorator
@inline
export function forgetHeaderCopy(): void {
  copyOf = -1;
}

/**
 * Makes the first value of `name` the result, if a copy is worth its price and has the field. False says nothing about the field: the host
 * finds some by names they do not have (`host`).
 */
export function findInHeaderCopy(map: HeaderMapType, name: string): bool {
  if (<i32>map != copyOf || epoch != madeIn) {
    copyOf = map;
    madeIn = epoch;
    reads = 0;
  }
  if (reads < READS_BEFORE_COPY) {
    ++reads;
    return false;
  }
  if (reads == READS_BEFORE_COPY) {
    ++reads;
    clearResult();
    proxy_get_header_map_pairs(map, RESULT_START, RESULT_SIZE);
    copy = new PairReader(resultStart(), resultSize());
  }
  const fields = changetype<PairReader>(copy);
  if (fields.count > MOST_FIELDS) return false;
  fields.rewind();
  while (fields.next()) {
    if (!fields.isNamed(name)) continue;
    setResult(fields.valueStart, fields.valueSize);
    return true;
  }
  return false;
}
