import { lowerCase } from "../headers";
import { beginAlike, find, skipSpace, skipSpaceBack } from "./scan";

/**
 * Whether a field whose value is a list (RFC 9110 §5.6.1), such as `Vary` or `Cache-Control`, has a member of that lower-case name, with or without
 * an argument, as in `max-age=60`. A comma inside of quotes is taken for one between members.
 *
 * @example
 * const field = response.headers.get("cache-control");
 * const isPrivate = field !== null && hasListMember(field, "private");
 */
export function hasListMember(field: string, name: string): bool {
  const list = lowerCase(field);
  for (let start = 0; start < list.length;) {
    const end = find(list, 0x2c, start, list.length);
    const from = skipSpace(list, start, end);
    const to = skipSpaceBack(list, from, find(list, 0x3d, from, end));
    if (to - from == name.length && beginAlike(list, from, name, name.length)) return true;
    start = end + 1;
  }
  return false;
}
