import type { Ratio, Spread } from "./statistics.js";

/** Rows under their columns' names as text for a terminal: the first column flush left, the others right. */
export function renderRows(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, index) => (index === 0 ? (cells[0] ?? "").padEnd(width) : (cells[index] ?? "").padStart(width)))
      .join("  ")
      .trimEnd();
  return [line(columns), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)];
}

/** A median and its confidence interval. */
export function renderMedian({ median, low, high }: Spread): string {
  return `${median.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`;
}

/** A ratio and its confidence interval. */
export function renderRatio({ value, low, high }: Ratio): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
