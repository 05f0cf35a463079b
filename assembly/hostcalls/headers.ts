import { HeaderMapType, Status } from "../shared/abi";
import { narrowTexts } from "../build";
import { isField, isFieldValue } from "../field-value";
import { findInHeaderCopy, forgetHeaderCopy } from "../header-copy";
import { clearResult, resultSize, resultStart, RESULT_NUMBER, RESULT_SIZE, RESULT_START } from "../memory";
import { PairReader } from "../pairs";
import { textSize, writeText } from "../text";
import {
  proxy_add_header_map_value,
  proxy_get_header_map_pairs,
  proxy_get_header_map_size,
  proxy_get_header_map_value,
  proxy_remove_header_map_value,
  proxy_replace_header_map_value,
  proxy_set_header_map_pairs,
} from "../imports";

/**
 * Fetches the first value of `name` into the result. `NotFound` when there is none, `BadArgument` when the map is not there. A callback that
 * reads more than a few fields finds them in a copy of the map.
 */
export function getHeaderMapValue(map: HeaderMapType, name: string): Status {
  if (findInHeaderCopy(map, name)) return Status.Ok;
  const nameStart = writeText(name);
  clearResult();
  return proxy_get_header_map_value(map, nameStart, textSize(), RESULT_START, RESULT_SIZE);
}

/**
 * Adds a value beside those that `name` already has; `isText` of one that is a text. `BadArgument` for what `isField` does not let
 * pass: Envoy would write it as it is.
 */
export function addHeaderMapValue(
  map: HeaderMapType,
  name: string,
  value: usize,
  valueSize: usize,
  isText: bool = false,
): Status {
  const nameStart = writeText(name);
  if (!isSound(nameStart, textSize(), value, valueSize, isText)) return Status.BadArgument;
  return addHeaderMapField(map, nameStart, textSize(), value, valueSize);
}

/** Puts one value in the place of all that `name` has; see `addHeaderMapValue` for what is refused. */
export function replaceHeaderMapValue(
  map: HeaderMapType,
  name: string,
  value: usize,
  valueSize: usize,
  isText: bool = false,
): Status {
  const nameStart = writeText(name);
  if (!isSound(nameStart, textSize(), value, valueSize, isText)) return Status.BadArgument;
  return replaceHeaderMapField(map, nameStart, textSize(), value, valueSize);
}

/** `replaceHeaderMapValue` of a name and a value that are UTF-8 and were checked before. */
export function replaceHeaderMapField(
  map: HeaderMapType,
  name: usize,
  nameSize: usize,
  value: usize,
  valueSize: usize,
): Status {
  forgetHeaderCopy();
  return proxy_replace_header_map_value(map, name, nameSize, value, valueSize);
}

/** `addHeaderMapValue` of a name and a value that are UTF-8 and were checked before. */
export function addHeaderMapField(
  map: HeaderMapType,
  name: usize,
  nameSize: usize,
  value: usize,
  valueSize: usize,
): Status {
  forgetHeaderCopy();
  return proxy_add_header_map_value(map, name, nameSize, value, valueSize);
}

/** `removeHeaderMapValue` of a name that is there as bytes. */
export function removeHeaderMapField(map: HeaderMapType, name: usize, nameSize: usize): Status {
  forgetHeaderCopy();
  return proxy_remove_header_map_value(map, name, nameSize);
}

/** Removes every value of `name`; `Ok` also when it has none. */
export function removeHeaderMapValue(map: HeaderMapType, name: string): Status {
  const nameStart = writeText(name);
  forgetHeaderCopy();
  return proxy_remove_header_map_value(map, nameStart, textSize());
}

/** Fetches the whole map, serialized, into the result. Empty when the map is not there: Envoy gives no error for that. */
export function fetchHeaderMapPairs(map: HeaderMapType): Status {
  clearResult();
  return proxy_get_header_map_pairs(map, RESULT_START, RESULT_SIZE);
}

/** The whole map, in the host's order; empty as with `fetchHeaderMapPairs`. */
export function getHeaderMapPairs(map: HeaderMapType): PairReader {
  fetchHeaderMapPairs(map);
  return new PairReader(resultStart(), resultSize());
}

/** Puts a serialized map (`writePairs`) in the place of the whole map. */
export function setHeaderMapPairs(map: HeaderMapType, pairs: usize, pairsSize: usize): Status {
  forgetHeaderCopy();
  return proxy_set_header_map_pairs(map, pairs, pairsSize);
}

/** Bytes of all names and values of the map together; 0 when it is not there. */
export function getHeaderMapSize(map: HeaderMapType): u32 {
  store<u32>(RESULT_NUMBER, 0);
  proxy_get_header_map_size(map, RESULT_NUMBER);
  return load<u32>(RESULT_NUMBER);
}

/** Where all texts are constants, the build has looked at the names, and at the values of those where not every one will do. */
// @ts-ignore: decorator
@inline
function isSound(name: usize, nameSize: usize, value: usize, valueSize: usize, isText: bool): bool {
  if (narrowTexts != 0) return isText || isFieldValue(value, valueSize);
  return isField(name, nameSize, value, valueSize);
}
