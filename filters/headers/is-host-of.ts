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
