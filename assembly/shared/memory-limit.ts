/**
 * The most memory that a module may ever hold, in pages of 64 KiB: 64 MiB for each VM. Envoy would let it grow to 1 GiB.
 * The build writes it into the module; the guest asks it before it makes a large object, since running out of memory is a trap.
 */
export const MAXIMUM_MEMORY_PAGES: i32 = 1024;

/** What lies between a module's static data and its heap: the arena of `assembly/memory.ts`. */
export const ARENA_BYTES = 8192;
