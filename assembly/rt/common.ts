/**
 * What AssemblyScript's library and compiler know of an object's header; the build puts this file in the place of their own
 * `rt/common`. Static data has the same header as the heap's objects, and a word before it by which a collection links it.
 */

/** Blocks have no header but that of their object. */
@unmanaged
export class BLOCK {
  /** The compiler writes the size of static data here, where it finds a field. Nobody reads it, and each would cost a data segment. */
  get mmInfo(): usize {
    return 0;
  }
}


@unmanaged
export class OBJECT extends BLOCK {
  /** Link of static data, while a collection runs. */
  gcInfo: u32;
  /** The mark; see `collect.ts`. */
  gcInfo2: u32;
  rtId: u32;
  rtSize: u32;
}

/** Bytes from the start of static data to its object. */
// @ts-ignore: decorator
@inline
export const TOTAL_OVERHEAD: usize = offsetof<OBJECT>();

/** The most that the library asks for at once; what memory holds is less. */
// @ts-ignore: decorator
@inline
export const BLOCK_MAXSIZE: usize = 1 << 30;
