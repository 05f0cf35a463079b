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
