/** How AssemblyScript makes objects. */
import { LogLevel } from "../shared/abi";
import { proxy_log } from "../imports";
import { blockSize, enclose, HEADER, MEMORY_END, release, resizeLast, take } from "./heap";

/** "out of memory" */
const OUT_OF_MEMORY = memory.data<u8>([111, 117, 116, 32, 111, 102, 32, 109, 101, 109, 111, 114, 121]);

// @ts-ignore: decorator
@global
@unsafe
export function __new(size: usize, id: u32): usize {
  const at = size < MEMORY_END ? take(blockSize(size), MEMORY_END) : 0;
  if (at == 0) {
    proxy_log(LogLevel.Critical, OUT_OF_MEMORY, 13);
    unreachable();
  }
  return enclose(at, size, id);
}

/** Makes the object larger or smaller, where it is or elsewhere; the old address is void. */
// @ts-ignore: decorator
@global
@unsafe
export function __renew(old: usize, size: usize): usize {
  const at = old - HEADER;
  const oldSize = load<usize>(at, 8);
  if (old > __heap_base && size < MEMORY_END) {
    const has = blockSize(oldSize);
    const needs = blockSize(size);
    if (resizeLast(at, has, needs)) {
      store<usize>(at, size, 8);
      return old;
    }
    if (needs <= has) {
      store<usize>(at, size, 8);
      release(at + needs, has - needs);
      return old;
    }
  }
  const fresh = __new(size, load<u32>(at, 4));
  memory.copy(fresh, old, min(size, oldSize));
  if (old > __heap_base) release(at, blockSize(oldSize));
  return fresh;
}

/** Objects point to each other without telling: all of them are looked at in each collection. */
// @ts-ignore: decorator
@global
@unsafe
export function __link(parent: usize, child: usize, isOneOfMany: bool): void {}
