/** What a number is when Envoy does not know it, or not yet: no attribute is ever less than 0. */
export const UNKNOWN: i64 = -1;
