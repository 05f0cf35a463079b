/** Whether a text may be a `:authority`: nothing in it ends the host, or the field. */
export function isHost(text: string): bool {
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

/** A `:authority` without its port. */
export function withoutPort(authority: string): string {
  const end = authority.startsWith("[") ? authority.indexOf("]") + 1 : authority.indexOf(":");
  return end > 0 ? authority.substring(0, end) : authority;
}

/** Whether a host in lower case is one of these, or below one of those that start with `*`. */
export function isHostOf(host: string, hosts: string[]): bool {
  for (let i = 0; i < hosts.length; ++i) {
    const pattern = unchecked(hosts[i]);
    if (
      pattern.startsWith("*")
        ? host.length > pattern.length - 1 && host.endsWith(pattern.substring(1))
        : host == pattern
    ) {
      return true;
    }
  }
  return false;
}
