/** A token (RFC 9110 §5.6.2). */
export function isCookieName(text: string): bool {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (!isAlphanumeric(unit) && !"!#$%&'*+-.^_`|~".includes(String.fromCharCode(unit))) return false;
  }
  return text.length > 0;
}

/** Cookie octets, bare or in quotes (RFC 6265 §4.1.1). */
export function isCookieValue(text: string): bool {
  const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"');
  for (let i = i32(isQuoted); i < text.length - i32(isQuoted); i++) {
    const unit = text.charCodeAt(i);
    if (unit <= 0x20 || unit > 0x7e || unit == 0x22 || unit == 0x2c || unit == 0x3b || unit == 0x5c) return false;
  }
  return true;
}

/** Starts with a slash; printable ASCII without semicolon (RFC 6265 §4.1.1). At most 1024 octets, as browsers skip longer ones. */
export function isPath(text: string): bool {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e || unit == 0x3b) return false;
  }
  return text.startsWith("/") && text.length <= 1024;
}

/** A host name without a dot before it: letters, digits, hyphens and dots, at most 253 of them. */
export function isDomain(text: string): bool {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (!isAlphanumeric(unit) && unit != 0x2d && (unit != 0x2e || i == 0)) return false;
  }
  return text.length <= 253;
}

function isAlphanumeric(unit: i32): bool {
  const letter = unit | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
}
