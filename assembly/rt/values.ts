/** What is asked for before it is made, so that a module whose memory is full answers instead of trapping. */
import { blockSize, enclose, giveBack, SMALL_VALUES_END, take, VALUES_END } from "./heap";

const SMALL: usize = 16384;
/** Room beside an object for the small ones that are made with it. */
const BESIDE: usize = 1024;

/** `size` bytes that live until the callback returns; 0 when memory can't hold them. */
// @ts-ignore: decorator
@global
export function __newValue(size: usize): usize {
  if (size > VALUES_END) return 0;
  const at = take(blockSize(size), VALUES_END);
  return at == 0 ? 0 : enclose(at, size, 0);
}

/** Whether an object of `size` bytes can be made. */
// @ts-ignore: decorator
@global
export function __hasRoom(size: usize): bool {
  if (size > VALUES_END) return false;
  const needed = blockSize(size + BESIDE);
  const at = take(needed, size > SMALL ? VALUES_END : SMALL_VALUES_END);
  if (at == 0) return false;
  giveBack(at, needed);
  return true;
}
