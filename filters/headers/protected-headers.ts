/**
 * Headers that say how a message is framed and forwarded on this connection (RFC 9110 §7.6.1, RFC 9112): they are Envoy's to write.
 * A filter that touches them lets one message be read as two.
 */
const HOP_BY_HOP: string[] = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** Whether a lower-case name, or one that begins with it where it ends in `*`, is hop-by-hop. */
export function isHopByHop(pattern: string): bool {
  for (let i = 0; i < HOP_BY_HOP.length; ++i) {
    if (matches(pattern, HOP_BY_HOP[i])) return true;
  }
  return false;
}

/** Whether a lower-case name or pattern is `host`, which is Envoy's `:authority`: without it there is no request. */
export function isHost(pattern: string): bool {
  return matches(pattern, "host");
}

/** Whether `name` is meant by `pattern`, a name or the beginning of one with a `*` behind it; both in lower case. */
export function matches(pattern: string, name: string): bool {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name == pattern;
}
