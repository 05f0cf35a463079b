/** A deterministic source of numbers (xorshift32): the same seed gives the same run. */
export class Random {
  constructor(private state: u32) {}

  next(): u32 {
    let state = this.state;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    this.state = state;
    return state;
  }

  /** A number from 0 up to, not including, `limit`. */
  below(limit: i32): i32 {
    return <i32>(this.next() % <u32>limit);
  }

  bytes(length: i32): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = <u8>this.next();
    return bytes;
  }
}
