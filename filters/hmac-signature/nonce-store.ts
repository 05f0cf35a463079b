import { Bytes, compareBytes, encodeText, Sha256, SharedData, SharedUpdate, Status } from "sluice/sdk";

/** Half of what a key of the shared data may hold at most: nonces fall into keys by chance. */
const AVERAGE_LOAD: i32 = 32;

/** A digest's first half, and the second at which the nonce is forgotten. */
const DIGEST_BYTES: i32 = 16;

const ENTRY_BYTES: i32 = DIGEST_BYTES + 8;

/** What became of a nonce. */
export enum Nonce {
  Fresh,
  /** It was used before. */
  Used,
  /** It can't be remembered: too many are, or the shared data failed. */
  NotKept,
}

/**
 * Nonces that were used, over all workers, until the signatures that they were in are too old. They lie in a fixed number of keys of the
 * shared data, since Envoy never gives the room of a key back.
 */
@final
export class NonceStore {
  private readonly hash: Sha256 = new Sha256();
  private readonly keys: i32;
  private readonly entriesMax: i32;

  constructor(noncesMax: i32) {
    const isSmall = noncesMax <= 2 * AVERAGE_LOAD;
    this.keys = isSmall ? 1 : noncesMax / AVERAGE_LOAD;
    this.entriesMax = isSmall ? noncesMax : 2 * AVERAGE_LOAD;
  }

  /** Uses a nonce of a signer, who sends it once up to the second `end`. */
  use(keyid: string, nonce: string, now: i64, end: i64): Nonce {
    this.hash.update(encodeText(keyid));
    this.hash.update(new Uint8Array(1));
    this.hash.update(encodeText(nonce));
    const digest = this.hash.digest();
    const place = load<u32>(digest.dataStart, DIGEST_BYTES) % <u32>this.keys;
    const addition = new Addition(digest, now, end, this.entriesMax);
    const status = SharedData.update("hmac-signature.nonces." + place.toString(), addition);
    return status == Status.Ok ? addition.result : Nonce.NotKept;
  }
}

/** Adds an entry to those of its key, and drops those that are over. */
@final
class Addition extends SharedUpdate {
  result: Nonce = Nonce.NotKept;

  constructor(
    private readonly digest: Uint8Array,
    private readonly now: i64,
    private readonly end: i64,
    private readonly entriesMax: i32,
  ) {
    super();
  }

  next(current: Bytes | null): Uint8Array | null {
    const start: usize = current === null ? 0 : current.dataStart;
    const count = current === null ? 0 : current.byteLength / ENTRY_BYTES;
    const entries = new Uint8Array((count + 1) * ENTRY_BYTES);
    let kept = 0;
    for (let i = 0; i < count; ++i) {
      const entry = start + <usize>(i * ENTRY_BYTES);
      if (load<i64>(entry, DIGEST_BYTES) < this.now) continue;
      if (compareBytes(entry, this.digest.dataStart, DIGEST_BYTES) == 0) return this.keep(Nonce.Used);
      memory.copy(entries.dataStart + <usize>(kept++ * ENTRY_BYTES), entry, ENTRY_BYTES);
    }
    if (kept >= this.entriesMax) return this.keep(Nonce.NotKept);
    const last = entries.dataStart + <usize>(kept * ENTRY_BYTES);
    memory.copy(last, this.digest.dataStart, DIGEST_BYTES);
    store<i64>(last, this.end, DIGEST_BYTES);
    this.result = Nonce.Fresh;
    return entries.slice(0, (kept + 1) * ENTRY_BYTES);
  }

  private keep(result: Nonce): Uint8Array | null {
    this.result = result;
    return null;
  }
}
