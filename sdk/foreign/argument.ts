/** The argument of a foreign function: a protobuf message, written field by field into the arena, where it is gone with the callback. */
import { callForeignFunction } from "../../assembly/hostcalls/foreign-function";
import { allocate, trim } from "../../assembly/memory";
import { Status } from "../../assembly/shared/abi";

/** Bytes of a field beside those of its value: a tag, and a length of 32 bits. */
const FIELD_BYTES: usize = 6;

const FIELDS_MAX: usize = 5;

let start: usize = 0;
let end: usize = 0;

/** Begins an argument of five fields at most, with texts of `size` bytes together; false when memory can't hold it. */
export function openArgument(size: usize): bool {
  start = allocate(size + FIELDS_MAX * FIELD_BYTES);
  end = start;
  return start != 0;
}

/** Adds a field of bytes or text. */
export function addBytes(field: u32, from: usize, size: usize): void {
  addNumber(field, <u32>size, 2);
  memory.copy(end, from, size);
  end += size;
}

/** Adds a number, a flag or a word of an enum. */
export function addNumber(field: u32, value: u32, wireType: u32 = 0): void {
  store<u8>(end++, (field << 3) | wireType);
  for (; value > 0x7f; value >>= 7) store<u8>(end++, value | 0x80);
  store<u8>(end++, value);
}

/** Calls a foreign function with it. */
export function callWithArgument(name: string): Status {
  const size = end - start;
  trim(start, size);
  return callForeignFunction(name, start, size);
}
