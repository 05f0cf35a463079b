import { MetricType, Status } from "../assembly/shared/abi";
import { definedMetric, defineMetric } from "../assembly/hostcalls/metrics";
import { HASH } from "../assembly/rt/hash";
import { labelText } from "./metric-series";

/**
 * One series of a metric: made at the first use, since Envoy refuses it in top-level code, and known by its number from then on.
 * A label becomes part of the name that Envoy keeps, `name;label=value`; the `stats_tags` that Sluice writes make it a label again.
 */
@final
export class Series {
  private id: u32 = 0;
  /** The next with the same place in the table. */
  next: Series | null = null;

  constructor(
    readonly first: string,
    readonly second: string,
    readonly third: string,
  ) {}

  /** The number of the series, once it is defined. */
  get number(): u32 {
    return this.id;
  }

  /** Makes it known to the host. */
  define(type: MetricType, name: string, labels: Array<string>): Status {
    for (let i = 0; i < labels.length; ++i) {
      name += labelText(labels[i], i == 0 ? this.first : i == 1 ? this.second : this.third);
    }
    const status = defineMetric(type, name);
    if (status == Status.Ok) this.id = definedMetric();
    return status;
  }

  has(first: string, second: string, third: string): bool {
    return this.first == first && this.second == second && this.third == third;
  }
}

/** Of the thousand series that a metric may have, eight have one of these places in common. */
const PLACES: i32 = 128;

/** The series of a metric, by the values of their labels. */
@final
export class SeriesTable {
  /** By a hash of the values; those of one place lead to each other. */
  private readonly places: StaticArray<Series | null> = new StaticArray<Series | null>(PLACES);
  private count: i32 = 0;

  /** How many there are. */
  get size(): i32 {
    return this.count;
  }

  /** The series with these values; null when there is none. */
  find(first: string, second: string, third: string): Series | null {
    let series = unchecked(this.places[placeOf(first, second, third)]);
    while (series !== null && !series.has(first, second, third)) series = series.next;
    return series;
  }

  /** Puts one in whose values none has. */
  add(series: Series): void {
    const place = placeOf(series.first, series.second, series.third);
    series.next = unchecked(this.places[place]);
    unchecked((this.places[place] = series));
    ++this.count;
  }
}

function placeOf(first: string, second: string, third: string): i32 {
  return (<i32>((HASH<string>(first) * 31 + HASH<string>(second)) * 31 + HASH<string>(third))) & (PLACES - 1);
}
