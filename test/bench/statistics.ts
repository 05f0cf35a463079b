/** The middle of a sample and how far it spreads: robust against the rounds that another process has disturbed. */
export interface Spread {
  readonly median: number;
  /** Lower and upper quartile: half of the values lie between them. */
  readonly q1: number;
  readonly q3: number;
}

/** Median and quartiles of a sample, interpolated linearly between neighbours; of an empty one all are NaN. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), q1: quantile(sorted, 0.25), q3: quantile(sorted, 0.75) };
}

function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
