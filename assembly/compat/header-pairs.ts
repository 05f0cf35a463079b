import { LogLevel } from "../shared/abi";
import { lowerOf } from "../ascii";
import { isField } from "../field-value";
import { log } from "../hostcalls/log";
import { allocate } from "../memory";
import { isTakenByHosts, PairReader } from "../pairs";
import { readText } from "../text";
import { copyBytes, textBuffer } from "./array-buffer";

/** One header field, name and value as bytes. */
export class HeaderPair {
  constructor(
    public key: ArrayBuffer,
    public value: ArrayBuffer,
  ) {}

  /** `name:value`; what is no UTF-8 becomes U+FFFD. */
  toString(): string {
    return textOf(this.key) + ":" + textOf(this.value);
  }
}

export type Headers = Array<HeaderPair>;

/** A header field of two texts. */
export function makeHeaderPair(key: string, value: string): HeaderPair {
  return new HeaderPair(textBuffer(key), textBuffer(value));
}

/** Every pair of a serialized map. */
export function readHeaders(pairs: PairReader): Headers {
  const headers: Headers = [];
  while (pairs.next()) {
    const key = copyBytes(pairs.nameStart, pairs.nameSize);
    headers.push(new HeaderPair(key, copyBytes(pairs.valueStart, pairs.valueSize)));
  }
  return headers;
}

/** Whether a field has this name, which is given in lower case. */
export function isNamed(header: HeaderPair, name: string): bool {
  const key = header.key;
  if (key.byteLength != name.length) return false;
  for (let i = 0; i < name.length; ++i) {
    if (lowerOf(load<u8>(changetype<usize>(key) + <usize>i)) != name.charCodeAt(i)) return false;
  }
  return true;
}

let size: usize = 0;

/** Size in bytes of the map that was written last by `writeHeaders`. */
// @ts-ignore: decorator
@inline
export function headersSize(): usize {
  return size;
}

/**
 * Writes a serialized map into the arena; 0 when it is too large for the host or the memory. A field that is none is left out
 * and logged, see `isField`: Envoy would write it as it is, and the peer would read another one or another message.
 */
export function writeHeaders(headers: Headers): usize {
  size = 0;
  let count = 0;
  let total: u64 = 4;
  for (let i = 0; i < headers.length; ++i) {
    if (!maySet(headers[i])) continue;
    ++count;
    total += 10 + <u64>headers[i].key.byteLength + <u64>headers[i].value.byteLength;
  }
  if (count < headers.length) log(LogLevel.Error, "left out header fields that may not be set");
  if (!isTakenByHosts(count, total)) return 0;
  const at = allocate(<usize>total);
  if (at == 0) return 0;
  store<u32>(at, count);
  let sizes = at + 4;
  let position = at + 4 + ((<usize>count) << 3);
  for (let i = 0; i < headers.length; ++i) {
    const header = headers[i];
    if (!maySet(header)) continue;
    store<u32>(sizes, header.key.byteLength);
    store<u32>(sizes, header.value.byteLength, 4);
    sizes += 8;
    position = writeEnded(header.value, writeEnded(header.key, position));
  }
  size = <usize>total;
  return at;
}

function writeEnded(bytes: ArrayBuffer, at: usize): usize {
  const length = <usize>bytes.byteLength;
  memory.copy(at, changetype<usize>(bytes), length);
  store<u8>(at + length, 0);
  return at + length + 1;
}

function maySet(header: HeaderPair): bool {
  const name = changetype<usize>(header.key);
  const value = changetype<usize>(header.value);
  return isField(name, <usize>header.key.byteLength, value, <usize>header.value.byteLength);
}

function textOf(bytes: ArrayBuffer): string {
  return readText(changetype<usize>(bytes), <usize>bytes.byteLength);
}
