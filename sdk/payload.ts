import { NOWHERE, textSize, writeText } from "../assembly/text";

let size: usize = 0;

/** Size in bytes of the payload that was placed last by `placePayload`. */
// @ts-ignore: decorator
@inline
export function payloadSize(): usize {
  return size;
}

/** Whether the module itself can read the payload at `start`: a text that memory can't hold lies nowhere. */
// @ts-ignore: decorator
@inline
export function isPlaced(start: usize): bool {
  return start != NOWHERE;
}

/**
 * Address of a value as the host reads it: a text as UTF-8, an ArrayBuffer, a Uint8Array or Bytes as they are, without a copy.
 * Its size is `payloadSize()`. Null is the empty payload: a value that was compared with null keeps its nullable
 * type here. Any other type is a compile error.
 */
export function placePayload<T>(value: T): usize {
  if (isNullable<T>()) {
    size = 0;
    return value === null ? 0 : placePayload<nonnull<T>>(changetype<nonnull<T>>(value));
  } else if (isString<T>()) {
    const start = writeText(changetype<string>(value));
    size = textSize();
    return start;
  } else if (value instanceof ArrayBuffer) {
    size = <usize>value.byteLength;
    return changetype<usize>(value);
  } else if (isDefined(value.dataStart)) {
    size = <usize>value.byteLength;
    return value.dataStart;
  } else {
    ERROR("a value is a string, Uint8Array, ArrayBuffer or Bytes; for a number write n.toString()");
    return 0;
  }
}
