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

/** Envoy's `:authority`: without it there is no request. */
const HOST: string = "host";

const CONTENT_LENGTH: string = "content-length";

/** Whether a value may be written under this lower-case name. */
export function isWritable(name: string): bool {
  return !HOP_BY_HOP.includes(name) && name != CONTENT_LENGTH;
}

/** Whether this lower-case name may be taken away. */
export function isRemovable(name: string): bool {
  return !HOP_BY_HOP.includes(name) && name != HOST;
}

/** Whether all names that begin so, in lower case, may be taken away. */
export function isRemovablePrefix(prefix: string): bool {
  for (let i = 0; i < HOP_BY_HOP.length; ++i) {
    if (HOP_BY_HOP[i].startsWith(prefix)) return false;
  }
  return !HOST.startsWith(prefix);
}
