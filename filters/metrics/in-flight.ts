import { Bytes, MetricSeries, nowMilliseconds, nowNanoseconds, SharedData, Status } from "sluice/sdk";

/** How long a VM may be silent until another one takes its streams off the gauge. */
const SILENCE_MS_MAX: i64 = 5000;
const SLOTS_MAX: i32 = 1024;
const SLOT_BYTES: i32 = 24;

/**
 * The gauge of requests in flight. Each VM counts its own streams, and once a second adds what has changed to the gauge; what it has added
 * stands in a slot of the shared data, with the time. A VM that trapped can't take its streams away: after a while without a sign of it,
 * another one does.
 *
 *     slot: owner u64, published i64, time of the last sign i64
 */
@final
export class InFlight {
  /** Streams of this VM between their headers and their end. */
  count: i64 = 0;
  private readonly gauge: MetricSeries;
  private published: i64 = 0;
  private slot: i32 = -1;
  private owner: u64 = 0;

  /** `key`: what the names of this plugin's shared data begin with. */
  constructor(
    private readonly key: string,
    prefix: string,
  ) {
    this.gauge = MetricSeries.gauge(prefix + "requests_in_flight");
  }

  /** Brings the gauge up to date. */
  publish(): void {
    const now = nowMilliseconds();
    this.sweep(now);
    if (this.slot < 0 && this.count != 0) this.claim(now);
    if (this.slot >= 0 && !this.write(this.count, now)) {
      // Others thought this VM dead, and took its streams away: they are added anew.
      this.slot = -1;
      this.published = 0;
    }
  }

  /** Takes this VM's streams off the gauge: it ends. */
  release(): void {
    if (this.slot >= 0) this.write(0, 0);
    this.slot = -1;
    this.count = 0;
  }

  /** Takes a slot that nobody has. */
  private claim(now: i64): void {
    this.owner = nowNanoseconds() | 1;
    for (let slot = 0; slot < SLOTS_MAX && this.slot < 0; ++slot) {
      const key = this.keyOf(slot);
      const present = SharedData.get(key);
      if (present !== null && ownerOf(present.value) != 0) continue;
      const value = slotBytes(this.owner, 0, now);
      const status = present === null ? SharedData.add(key, value) : SharedData.set(key, value, present.cas);
      if (status == Status.Ok) this.slot = slot;
    }
  }

  /** False when the slot is another's by now. */
  private write(count: i64, now: i64): bool {
    const key = this.keyOf(this.slot);
    const present = SharedData.get(key);
    if (present === null || ownerOf(present.value) != this.owner) return false;
    const value = slotBytes(now == 0 ? 0 : this.owner, count, now);
    if (SharedData.set(key, value, present.cas) != Status.Ok) return false;
    if (count != this.published) this.gauge.increment(count - this.published);
    this.published = count;
    return true;
  }

  private sweep(now: i64): void {
    for (let slot = 0; slot < SLOTS_MAX; ++slot) {
      const key = this.keyOf(slot);
      const present = SharedData.get(key);
      if (present === null) return;
      const value = present.value;
      if (value.byteLength != SLOT_BYTES || ownerOf(value) == 0 || slot == this.slot) continue;
      const published = load<i64>(value.dataStart + 8);
      if (now - load<i64>(value.dataStart + 16) < SILENCE_MS_MAX) continue;
      const status = SharedData.set(key, slotBytes(0, 0, now), present.cas);
      if (status == Status.Ok && published != 0) this.gauge.increment(-published);
    }
  }

  private keyOf(slot: i32): string {
    return this.key + "in-flight/" + slot.toString();
  }
}

function ownerOf(value: Bytes): u64 {
  return value.byteLength == SLOT_BYTES ? load<u64>(value.dataStart) : 0;
}

function slotBytes(owner: u64, published: i64, now: i64): Uint8Array {
  const bytes = new Uint8Array(SLOT_BYTES);
  store<u64>(bytes.dataStart, owner);
  store<i64>(bytes.dataStart + 8, published);
  store<i64>(bytes.dataStart + 16, now);
  return bytes;
}
