import { encodeText, MetricSeries } from "sluice/sdk";
import { Label } from "./label";
import { OTHER } from "./label-values";
import { hashBytes, hashNumber, SharedSet } from "./shared-set";

/** One metric and the series that came of it; a series is found by the numbers of its labels' values, without garbage. */
@final
export class Metric {
  private readonly labelNames: Array<string> = [];
  private readonly series: Array<MetricSeries> = [];
  /** The numbers of each series' values, one series after the other. */
  private readonly values: Array<i32> = [];
  /** Series by their hash, counted from 1; at most half full. */
  private slots: StaticArray<i32> = new StaticArray<i32>(16);
  /** Of whatever came when there were enough. */
  private overflow: MetricSeries | null = null;
  private readonly nameHash: u64;

  constructor(
    readonly name: string,
    private readonly isHistogram: bool,
    private readonly labels: Array<Label>,
    private readonly admission: SharedSet,
  ) {
    const bytes = encodeText(name);
    this.nameHash = hashBytes(bytes.dataStart, bytes.length);
    for (let i = 0; i < labels.length; ++i) this.labelNames.push(labels[i].name);
  }

  /** The series of the stream that is over. */
  find(): MetricSeries {
    const labels = this.labels;
    let hash = this.nameHash;
    for (let i = 0; i < labels.length; ++i) {
      const label = unchecked(labels[i]);
      hash = hashNumber(label.values.hashOf(label.value), hash);
    }
    const mask = this.slots.length - 1;
    let slot = (<i32>(hash ^ (hash >> 32))) & mask;
    for (let found = unchecked(this.slots[slot]); found != 0; found = unchecked(this.slots[slot])) {
      if (this.isOf(found - 1)) return unchecked(this.series[found - 1]);
      slot = (slot + 1) & mask;
    }
    return this.add(hash);
  }

  private isOf(series: i32): bool {
    const count = this.labels.length;
    for (let i = 0; i < count; ++i) {
      if (unchecked(this.values[series * count + i]) != unchecked(this.labels[i]).value) return false;
    }
    return true;
  }

  private add(hash: u64): MetricSeries {
    const isAdmitted = this.series.length < this.admission.limit && this.admission.admits(hash);
    if (!isAdmitted) return this.others();
    const made = this.define(false);
    this.series.push(made);
    for (let i = 0; i < this.labels.length; ++i) this.values.push(this.labels[i].value);
    if (this.series.length * 2 > this.slots.length) this.grow();
    else this.place(this.series.length, hash);
    return made;
  }

  private grow(): void {
    this.slots = new StaticArray<i32>(this.slots.length * 2);
    const count = this.labels.length;
    for (let series = 0; series < this.series.length; ++series) {
      let hash = this.nameHash;
      for (let i = 0; i < count; ++i) {
        hash = hashNumber(this.labels[i].values.hashOf(this.values[series * count + i]), hash);
      }
      this.place(series + 1, hash);
    }
  }

  private place(entry: i32, hash: u64): void {
    const mask = this.slots.length - 1;
    let slot = (<i32>(hash ^ (hash >> 32))) & mask;
    while (this.slots[slot] != 0) slot = (slot + 1) & mask;
    this.slots[slot] = entry;
  }

  private others(): MetricSeries {
    const overflow = this.overflow;
    return overflow !== null ? overflow : (this.overflow = this.define(true));
  }

  private define(isOverflow: bool): MetricSeries {
    const texts: Array<string> = [];
    for (let i = 0; i < this.labels.length; ++i) {
      const label = this.labels[i];
      texts.push(label.values.textOf(isOverflow ? OTHER : label.value));
    }
    return this.isHistogram
      ? MetricSeries.histogram(this.name, this.labelNames, texts)
      : MetricSeries.counter(this.name, this.labelNames, texts);
  }
}
