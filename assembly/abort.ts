import { LogLevel } from "./shared/abi";
import { proxy_log } from "./imports";

const CAPACITY: usize = 512;
const MESSAGE: usize = memory.data(512);

/**
 * What AssemblyScript calls where it can't go on (a failed assertion, an index out of range, no memory): logs
 * `message at file:line:column` as critical and traps. Allocates nothing, since memory may be what is missing.
 */
// @ts-ignore: decorator
@global
export function abortToLog(message: string | null, file: string | null, line: u32, column: u32): void {
  let position = append(0, message);
  position = append(position, " at ");
  position = append(position, file);
  position = append(position, ":");
  position = appendNumber(position, line);
  position = append(position, ":");
  position = appendNumber(position, column);
  proxy_log(LogLevel.Critical, MESSAGE, position);
  unreachable();
}

function append(position: usize, text: string | null): usize {
  if (text === null) return position;
  for (let i = 0; i < text.length && position < CAPACITY; ++i) {
    const unit = load<u16>(changetype<usize>(text) + ((<usize>i) << 1));
    store<u8>(MESSAGE + position++, unit < 0x80 ? <u8>unit : 0x3f);
  }
  return position;
}

function appendNumber(position: usize, value: u32): usize {
  let divisor: u32 = 1;
  while (value / divisor >= 10) divisor *= 10;
  for (; divisor != 0 && position < CAPACITY; divisor /= 10) {
    store<u8>(MESSAGE + position++, 0x30 + <u8>((value / divisor) % 10));
  }
  return position;
}
