/** The middle of a sample and how far it spreads: robust against the rounds that another process has disturbed. */
export interface Spread {
  readonly median: number;
  /** The interval that holds the true median with 95 % confidence: how far the figure itself can be trusted. */
  readonly low: number;
  readonly high: number;
  /** Lower and upper quartile: half of the values lie between them. */
  readonly q1: number;
  readonly q3: number;
}

/** Half of the 95 % interval of a binomial distribution with p = 1/2, in units of √n. */
const HALF_INTERVAL = 0.98;

/**
 * Median, quartiles and the median's confidence interval; of an empty sample all are NaN.
 *
 * Quantiles are interpolated linearly between neighbours. The interval lies between two values of the sample: how many
 * values are below the true median is binomial, whatever the distribution (order statistics, normal approximation).
 */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const reach = HALF_INTERVAL * Math.sqrt(sorted.length);
  return {
    median: quantile(sorted, 0.5),
    low: sorted[Math.max(0, Math.floor(middle - reach) - 1)] ?? Number.NaN,
    high: sorted[Math.min(sorted.length - 1, Math.ceil(middle + reach))] ?? Number.NaN,
    q1: quantile(sorted, 0.25),
    q3: quantile(sorted, 0.75),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** How often one middle goes into another, see `ratioOf`, and how far that can be trusted. */
export interface Ratio {
  readonly value: number;
  /** The interval that holds the true ratio with 95 % confidence. */
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1_000;

/** With fewer, what is drawn is always nearly the same, and the interval would be too narrow. */
const LEAST_GENERATIONS = 5;

/**
 * The middle of `values` as a multiple of the middle of `others`, both of the same rounds. The middle is the mean of the middle half: as
 * safe from disturbed rounds as the median, and a sixth steadier.
 *
 * The interval is a percentile bootstrap over the rounds: a round is drawn with both its values, so that what disturbed both
 * stays in both. The draws are the same at every call.
 *
 * @param generations the generation of each round. From five on, whole generations are drawn: what makes a process faster or slower
 *   for all its life is then in the interval too.
 */
export function ratioOf(
  values: readonly number[],
  others: readonly number[],
  generations: readonly number[] = [],
): Ratio {
  const groups = groupsOf(values.length, generations);
  const draw = drawerOf(groups.length);
  const ratios = Array.from({ length: RESAMPLES }, () => {
    const rounds = groups.flatMap(() => groups[draw()] ?? []);
    return (
      middleOf(rounds.map((round) => values[round] as number)) /
      middleOf(rounds.map((round) => others[round] as number))
    );
  }).sort((a, b) => a - b);
  return {
    value: middleOf(values) / middleOf(others),
    low: quantile(ratios, 0.025),
    high: quantile(ratios, 0.975),
  };
}

/** What is drawn together: the rounds of a generation, or each for itself. */
function groupsOf(count: number, generations: readonly number[]): number[][] {
  const byGeneration = new Map<number, number[]>();
  for (const [round, generation] of generations.entries()) {
    byGeneration.set(generation, [...(byGeneration.get(generation) ?? []), round]);
  }
  if (byGeneration.size >= LEAST_GENERATIONS) return [...byGeneration.values()];
  return Array.from({ length: count }, (_, round) => [round]);
}

/** The mean of what is left without the lower and the upper quarter; of up to four values the median. */
function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const cut = Math.min(Math.ceil(sorted.length / 4), Math.floor((sorted.length - 1) / 2));
  const middle = sorted.slice(cut, sorted.length - cut);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** Whole numbers below `count`, by a linear congruential generator (Numerical Recipes). */
function drawerOf(count: number): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}
