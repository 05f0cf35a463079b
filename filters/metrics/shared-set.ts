import { Bytes, SharedData, SharedUpdate, Status } from "sluice/sdk";

/** The offset basis and the prime of FNV-1a with 64 bits. */
const FNV_BASIS: u64 = 0xcbf29ce484222325;
const FNV_PRIME: u64 = 0x100000001b3;

/** FNV-1a over the `length` bytes at `start`, going on from `hash`. */
export function hashBytes(start: usize, length: usize, hash: u64 = FNV_BASIS): u64 {
  for (let i: usize = 0; i < length; ++i) hash = (hash ^ (<u64>load<u8>(start + i))) * FNV_PRIME;
  return hash;
}

/** `hash` with eight bytes more. */
export function hashNumber(value: u64, hash: u64): u64 {
  const mixed = (hash ^ value) * FNV_PRIME;
  return mixed ^ (mixed >> 29);
}

/**
 * A set of at most so many members that all workers share: what one of them lets in, all do. It only grows, so a full one is copied, and
 * costs no host call from then on. It holds hashes: two members with the same one count as one.
 */
@final
export class SharedSet {
  /** The members, once there is no room for more. */
  private full: Uint8Array | null = null;

  constructor(
    private readonly key: string,
    /** How many there may be. */
    readonly limit: i32,
  ) {}

  /** Whether it is a member, after it was made one where there is room. */
  admits(hash: u64): bool {
    const full = this.full;
    if (full !== null) return holds(full.dataStart, full.length, hash);
    const admission = new Admission(hash, this.limit);
    if (SharedData.update(this.key, admission) != Status.Ok) return false;
    this.full = admission.full;
    return admission.isMember;
  }
}


@final
class Admission extends SharedUpdate {
  isMember: bool = false;
  full: Uint8Array | null = null;

  constructor(
    private readonly hash: u64,
    private readonly limit: i32,
  ) {
    super();
  }

  next(current: Bytes | null): Uint8Array | null {
    const size = current === null ? 0 : current.byteLength & ~7;
    this.isMember = current !== null && holds(current.dataStart, size, this.hash);
    if (this.isMember) return null;
    if (size >> 3 >= this.limit) {
      this.full = current!.toUint8Array();
      return null;
    }
    const next = new Uint8Array(size + 8);
    if (current !== null) memory.copy(next.dataStart, current.dataStart, size);
    store<u64>(next.dataStart + <usize>size, this.hash);
    this.isMember = true;
    return next;
  }
}

function holds(start: usize, size: i32, hash: u64): bool {
  for (let i = 0; i + 8 <= size; i += 8) {
    if (load<u64>(start + <usize>i) == hash) return true;
  }
  return false;
}
