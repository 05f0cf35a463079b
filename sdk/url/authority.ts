import { lowerCase } from "../headers";

/**
 * Whether a text has only what a `:authority` may have: letters, digits, `.`, `-`, `_`, colons and brackets. Nothing in it ends the host,
 * names a user, or ends the field. Ask before a value from a request is written to `host`.
 */
export function isAuthority(text: string): bool {
  for (let i = 0; i < text.length; ++i) {
    const unit = text.charCodeAt(i);
    const letter = unit | 0x20;
    // Digits and a colon follow each other; then `-`, `.`, `_` and the brackets of an address.
    const isAllowed =
      (letter >= 0x61 && letter <= 0x7a) || (unit >= 0x30 && unit <= 0x3a) || unit == 0x2d || unit == 0x2e;
    if (!isAllowed && unit != 0x5f && unit != 0x5b && unit != 0x5d) return false;
  }
  return text.length > 0;
}

/**
 * The host of an `:authority`, as hosts are compared: in lower case, without port and without the root's dot.
 *
 * @example
 * const host = hostOf("Shop.test.:8080"); // "shop.test"
 */
export function hostOf(authority: string): string {
  let end = authority.length;
  for (let i = end - 1; i >= 0 && authority.charCodeAt(i) != 0x5d; --i) {
    if (authority.charCodeAt(i) != 0x3a) continue;
    end = i;
    break;
  }
  if (end > 0 && authority.charCodeAt(end - 1) == 0x2e) --end;
  return lowerCase(authority.substring(0, end));
}
