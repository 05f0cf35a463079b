// @ts-ignore: decorator
@lazy
const DAYS = "SunMonTueWedThuFriSat";
// @ts-ignore: decorator
@lazy
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

/** 9999-12-31T23:59:59Z, the last moment that four digits of a year can name. */
const LAST: i64 = 253402300799;
/** 0000-01-01T00:00:00Z */
const FIRST: i64 = -62167219200;

/** What `parseHttpDate` answers to what is no date. */
export const INVALID_DATE: i64 = i64.MIN_VALUE;

/**
 * Seconds since 1970-01-01T00:00:00Z as an HTTP date (RFC 9110 §5.6.7, IMF-fixdate): `Sun, 06 Nov 1994 08:49:37 GMT`. Moments outside of the
 * years 0 to 9999 are written as the nearest in them.
 *
 * @example
 * response.headers.set("last-modified", formatHttpDate(nowSeconds()));
 */
export function formatHttpDate(seconds: i64): string {
  const moment = min(max(seconds, FIRST), LAST) - FIRST;
  const days = <i32>(moment / 86400);
  const second = <i32>(moment % 86400);
  let year = <i32>(<f64>days / 365.2425);
  if (daysBefore(year) > days) year--;
  else if (daysBefore(year + 1) <= days) year++;
  let day = days - daysBefore(year);
  let month = 0;
  while (day >= daysIn(year, month)) day -= daysIn(year, month++);
  const date = digits(day + 1, 2) + " " + nameAt(MONTHS, month) + " " + digits(year, 4);
  const clock = digits(second / 3600, 2) + ":" + digits((second / 60) % 60, 2) + ":" + digits(second % 60, 2);
  // The year 0 began on a Saturday.
  return nameAt(DAYS, (days + 6) % 7) + ", " + date + " " + clock + " GMT";
}

/**
 * The moment that an IMF-fixdate names, in seconds since 1970-01-01T00:00:00Z; INVALID_DATE for any other text: the two obsolete forms, a
 * date that is on no calendar, a weekday that is not the date's. A 60th second counts as the first of the next minute.
 */
export function parseHttpDate(text: string): i64 {
  if (text.length != 29) return INVALID_DATE;
  const day = numberAt(text, 5, 2);
  const month = monthAt(text, 8);
  const year = numberAt(text, 12, 4);
  const hour = numberAt(text, 17, 2);
  const minute = numberAt(text, 20, 2);
  const second = numberAt(text, 23, 2);
  if (day < 0 || month < 0 || year < 0) return INVALID_DATE;
  const seconds = secondsOf(year, month, day, hour, minute, second);
  if (seconds == INVALID_DATE) return INVALID_DATE;
  // What is read must be what would be written, but for a leap second: that settles weekday and punctuation.
  const written = formatHttpDate(second == 60 ? seconds - 1 : seconds);
  const isSame =
    second == 60 ? written.substring(0, 23) == text.substring(0, 23) && text.endsWith(" GMT") : written == text;
  return isSame ? seconds : INVALID_DATE;
}

/** Seconds since 1970 of a date and time of day in UTC, months from 0, years from 0; INVALID_DATE where no calendar or clock has them. */
export function secondsOf(year: i32, month: i32, day: i32, hour: i32, minute: i32, second: i32): i64 {
  if (<u32>hour > 23 || <u32>minute > 59 || <u32>second > 60 || day < 1 || day > daysIn(year, month)) {
    return INVALID_DATE;
  }
  let days = daysBefore(year) + day - 1;
  for (let earlier = 0; earlier < month; earlier++) days += daysIn(year, earlier);
  return FIRST + <i64>days * 86400 + hour * 3600 + minute * 60 + second;
}

/** The index of the month's three-letter name at `at`, in any case; -1 where none is. */
export function monthAt(text: string, at: i32): i32 {
  if (at + 3 > text.length) return -1;
  for (let month = 0; month < 12; month++) {
    let same = 0;
    while (same < 3 && (text.charCodeAt(at + same) | 0x20) == (MONTHS.charCodeAt(3 * month + same) | 0x20)) same++;
    if (same == 3) return month;
  }
  return -1;
}

/** Days from the year 0, which is a leap year, to the year `year`. */
function daysBefore(year: i32): i32 {
  return 365 * year + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
}

function daysIn(year: i32, month: i32): i32 {
  if (month == 1) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 3 || month == 5 || month == 8 || month == 10 ? 30 : 31;
}

function numberAt(text: string, at: i32, length: i32): i32 {
  let number = 0;
  for (let i = at; i < at + length; i++) {
    const digit = <u32>(text.charCodeAt(i) - 0x30);
    if (digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function nameAt(names: string, index: i32): string {
  return names.substring(3 * index, 3 * index + 3);
}

function digits(value: i32, length: i32): string {
  return value.toString().padStart(length, "0");
}
