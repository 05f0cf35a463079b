import { allocate, RESULT_NUMBER } from "../memory";
import { environ_get, environ_sizes_get } from "../imports";

/**
 * Reads the environment of the VM into the arena: `environCount()` addresses of texts `NAME=value`, each ended by NUL, in order.
 * 0 when there is none, or memory can't hold it.
 */
export function readEnviron(): usize {
  store<u64>(RESULT_NUMBER, 0);
  if (environ_sizes_get(RESULT_NUMBER, RESULT_NUMBER + 4) != 0 || environCount() == 0) return 0;
  const size = ((<u64>environCount()) << 2) + <u64>load<u32>(RESULT_NUMBER, 4);
  const at: usize = size > <u64>u32.MAX_VALUE ? 0 : allocate(<usize>size);
  return at == 0 || environ_get(at, at + ((<usize>environCount()) << 2)) != 0 ? 0 : at;
}

/** How many texts the last `readEnviron` found. */
// @ts-ignore: decorator
@inline
export function environCount(): u32 {
  return load<u32>(RESULT_NUMBER);
}
