/**
 * Whether a status, the three digits of `:status`, is one of a list that a configuration names: `404`, or with `x` for any digit, as in `5xx`.
 *
 * @example
 * const status = response.headers.get(":status");
 * if (status !== null && isAnyStatus(status, ["2xx", "304"])) response.headers.set("x-served", "1");
 */
export function isAnyStatus(status: string, list: string[]): bool {
  for (let i = 0; i < list.length; ++i) {
    if (isOfClass(status, unchecked(list[i]))) return true;
  }
  return false;
}

function isOfClass(status: string, pattern: string): bool {
  if (status.length != pattern.length) return false;
  for (let i = 0; i < status.length; ++i) {
    if (pattern.charCodeAt(i) != 0x78 && pattern.charCodeAt(i) != status.charCodeAt(i)) return false;
  }
  return true;
}
