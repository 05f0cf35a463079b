import { LogLevel } from "../shared/abi";
import { log } from "../hostcalls/log";
import { canHold, resultSize, resultStart } from "../memory";
import { NOWHERE, textSize, writeText } from "../text";

/** The bytes of the last host call that returned bytes, copied out of the arena: they may be kept. */
export function resultBuffer(): ArrayBuffer {
  return copyBytes(resultStart(), resultSize());
}

/** The UTF-8 of a text; empty, with a line in the log, when memory can't hold it. */
export function textBuffer(text: string): ArrayBuffer {
  const start = writeText(text);
  return copyBytes(start, textSize());
}

/** A copy of the `size` bytes at `start`; empty, with a line in the log, when memory can't hold it or they lie nowhere. */
export function copyBytes(start: usize, size: usize): ArrayBuffer {
  if (size == 0) return new ArrayBuffer(0);
  if (start == NOWHERE || !canHold(size)) {
    log(LogLevel.Error, "memory can't hold a value: it reads as empty");
    return new ArrayBuffer(0);
  }
  const copy = changetype<ArrayBuffer>(__new(size, idof<ArrayBuffer>()));
  memory.copy(changetype<usize>(copy), start, size);
  return copy;
}
