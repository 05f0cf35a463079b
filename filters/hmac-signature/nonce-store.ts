import { Bytes, compareBytes, encodeText, Sha256, SharedData, SharedUpdate, Status } from "sluice/sdk";

/** As many nonces of a signer lie in one key of the shared data; more are spread over as many as `PLACES`, by chance. */
const ONE_PLACE_MAX: i32 = 64;

const PLACES: i32 = 512;

/** Room in each of them, beside twice the average. */
const SPARE_ENTRIES: i32 = 12;

/** Before the entries: the latest second at which a signature was made whose nonce is forgotten. */
const HEAD_BYTES: i32 = 8;

/** A digest's first half, and the second at which the signature was made. */
const DIGEST_BYTES: i32 = 16;

const ENTRY_BYTES: i32 = DIGEST_BYTES + 8;

/** What became of a nonce. */
export enum Nonce {
  Fresh,
  /** It was used before. */
  Used,
  /** It may have been: those of its time were dropped when a signature was not good for so long. */
  Forgotten,
  /** It can't be remembered: too many are, or the shared data failed. */
  NotKept,
}

/**
 * Nonces that were used, over all workers, until the signatures that they were in are too old. Each signer has keys of the shared data for
 * itself, a fixed number, since Envoy never gives the room of a key back; which one a nonce lies in does not depend on the configuration,
 * but for one or many, so that another configuration finds what was used under this one.
 */
@final
export class NonceStore {
  private readonly hash: Sha256 = new Sha256();
  private readonly isOnePlace: bool;
  private readonly entriesMax: i32;

  constructor(
    noncesMax: i32,
    /** How long a signature is good. */
    private readonly lifeSeconds: i64,
  ) {
    this.isOnePlace = noncesMax <= ONE_PLACE_MAX;
    this.entriesMax = this.isOnePlace ? noncesMax : (2 * noncesMax) / PLACES + SPARE_ENTRIES;
  }

  /** Uses a nonce of a signer, who made the signature in the second `created`. */
  use(signer: string, nonce: string, created: i64, now: i64): Nonce {
    this.hash.update(encodeText(nonce));
    const digest = this.hash.digest();
    const one = "hmac-signature.nonces." + signer;
    const many = one + "." + (load<u32>(digest.dataStart, DIGEST_BYTES) % <u32>PLACES).toString();
    const addition = new Addition(digest, created, now - this.lifeSeconds, this.entriesMax);
    const other = SharedData.get(this.isOnePlace ? many : one);
    if (other !== null && !addition.isNew(other.value)) return addition.result;
    const status = SharedData.update(this.isOnePlace ? one : many, addition);
    return status == Status.Ok ? addition.result : Nonce.NotKept;
  }
}

/** Adds an entry to those of its key, and drops those that are over. */
@final
class Addition extends SharedUpdate {
  result: Nonce = Nonce.Fresh;

  constructor(
    private readonly digest: Uint8Array,
    private readonly created: i64,
    /** The first second whose signatures are good. */
    private readonly oldest: i64,
    private readonly entriesMax: i32,
  ) {
    super();
  }

  next(current: Bytes | null): Uint8Array | null {
    if (current !== null && !this.isNew(current)) return null;
    const size = current === null ? 0 : current.byteLength;
    const entries = new Uint8Array(HEAD_BYTES + size + ENTRY_BYTES);
    let forgotten = forgottenIn(current);
    let end = HEAD_BYTES;
    for (let at = HEAD_BYTES; current !== null && at + ENTRY_BYTES <= size; at += ENTRY_BYTES) {
      const entry = current.dataStart + <usize>at;
      const created = load<i64>(entry, DIGEST_BYTES);
      if (created < this.oldest) {
        forgotten = max(forgotten, created);
      } else {
        memory.copy(entries.dataStart + <usize>end, entry, ENTRY_BYTES);
        end += ENTRY_BYTES;
      }
    }
    if ((end - HEAD_BYTES) / ENTRY_BYTES >= this.entriesMax) {
      this.result = Nonce.NotKept;
      return null;
    }
    store<i64>(entries.dataStart, forgotten);
    const last = entries.dataStart + <usize>end;
    memory.copy(last, this.digest.dataStart, DIGEST_BYTES);
    store<i64>(last, this.created, DIGEST_BYTES);
    return entries.slice(0, end + ENTRY_BYTES);
  }

  /** Whether nothing speaks against the nonce in a key's value. */
  isNew(value: Bytes): bool {
    this.result = Nonce.Forgotten;
    if (this.created <= forgottenIn(value)) return false;
    this.result = Nonce.Used;
    for (let at = HEAD_BYTES; at + ENTRY_BYTES <= value.byteLength; at += ENTRY_BYTES) {
      const entry = value.dataStart + <usize>at;
      const isOver = load<i64>(entry, DIGEST_BYTES) < this.oldest;
      if (!isOver && compareBytes(entry, this.digest.dataStart, DIGEST_BYTES) == 0) return false;
    }
    this.result = Nonce.Fresh;
    return true;
  }
}

/** The head of a key's value. */
function forgottenIn(value: Bytes | null): i64 {
  return value !== null && value.byteLength >= HEAD_BYTES ? load<i64>(value.dataStart) : -1;
}
