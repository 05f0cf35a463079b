import { formatHttpDate, monthAt } from "./date";

/**
 * Seconds since 1970-01-01T00:00:00Z as RFC 3339 §5.6 writes them, in UTC: `1994-11-06T08:49:37Z`. Moments outside of the years 0 to 9999 are
 * written as the nearest in them.
 *
 * @example
 * request.headers.set("x-received-at", formatRfc3339(nowSeconds()));
 */
export function formatRfc3339(seconds: i64): string {
  const date = formatHttpDate(seconds);
  const month = (monthAt(date, 8) + 1).toString().padStart(2, "0");
  return date.substring(12, 16) + "-" + month + "-" + date.substring(5, 7) + "T" + date.substring(17, 25) + "Z";
}
