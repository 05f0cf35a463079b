/** One entry of `envoy.config.metrics.v3.StatsConfig.stats_tags`. */
export interface StatsTag {
  readonly tag_name: string;
  /** RE2: the first group is cut out of the statistic's name, the second is the tag's value. */
  readonly regex: string;
}

/**
 * The tags that turn the labels of a plugin's metrics into labels of Envoy's statistics.
 *
 * The ABI knows no labels, so the SDK appends them to the name as `;label=value`. With these tags
 * `requests_total;method=GET;status_class=2xx` appears in `/stats/prometheus` as
 * `requests_total{method="GET",status_class="2xx"}`. Envoy keeps the metrics of plugins under `wasmcustom.`, which
 * Prometheus does not show; the pattern starts with it, so that Envoy does not even try it on its own statistics.
 *
 * @param labels the names of the labels, each once or more often, in any order
 * @example
 * statsTags(["method"]); // [{ tag_name: "method", regex: "^wasmcustom\\..*?(;method=([^;]*))" }]
 */
export function statsTags(labels: readonly string[]): StatsTag[] {
  return [...new Set(labels)].map((label) => ({
    tag_name: label,
    regex: `^wasmcustom\\..*?(;${escapeRegex(label)}=([^;]*))`,
  }));
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
