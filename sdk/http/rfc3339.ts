/** 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what four digits of a year can name. */
const FIRST: i64 = -62167219200;
const LAST: i64 = 253402300799;

/** Days from 0000-03-01 less 400 years to 1970-01-01: years that begin in March end with their leap day. */
const DAYS_BEFORE_1970: i64 = 719468 + 146097;

/**
 * Seconds since 1970-01-01T00:00:00Z as RFC 3339 §5.6 writes them, in UTC: `1994-11-06T08:49:37Z`. Moments outside of the years 0 to 9999 are
 * written as the nearest in them.
 *
 * @example
 * request.headers.set("x-received-at", formatRfc3339(nowSeconds()));
 */
export function formatRfc3339(seconds: i64): string {
  const moment = min(max(seconds, FIRST), LAST) + DAYS_BEFORE_1970 * 86400;
  const second = <i32>(moment % 86400);
  const days = <i32>(moment / 86400);
  const dayOfEra = days % 146097;
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const month = (5 * dayOfYear + 2) / 153;
  const day = dayOfYear - (153 * month + 2) / 5 + 1;
  const year = yearOfEra + (days / 146097) * 400 - 400 + i32(month > 9);
  const date = digits(year, 4) + "-" + digits(month > 9 ? month - 9 : month + 3, 2) + "-" + digits(day, 2);
  return (
    date + "T" + digits(second / 3600, 2) + ":" + digits((second / 60) % 60, 2) + ":" + digits(second % 60, 2) + "Z"
  );
}

function digits(value: i32, length: i32): string {
  return value.toString().padStart(length, "0");
}
