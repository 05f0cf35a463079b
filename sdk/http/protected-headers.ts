/**
 * Headers that say how a message is framed and forwarded on this connection (RFC 9110 §7.6.1, RFC 9112): they are Envoy's to write.
 * A filter that touches them lets one message be read as two.
 */
// @ts-ignore: decorator
@lazy
const HOP_BY_HOP: StaticArray<string> = [
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

/** What Envoy needs of a request to route it: `host` is its `:authority`, and without the other it finds no route. */
// @ts-ignore: decorator
@lazy
const ROUTED_BY: StaticArray<string> = ["host", "x-forwarded-proto"];

// @ts-ignore: decorator
@lazy
const CONTENT_LENGTH: string = "content-length";

/**
 * Whether a filter may write a header of this lower-case name as a configuration asks it to. Not those that frame the message and belong to one
 * connection (RFC 9110 §7.6.1), nor `content-length`: they are Envoy's, and one message could be read as two.
 */
export function mayWriteHeader(name: string): bool {
  return !HOP_BY_HOP.includes(name) && name != CONTENT_LENGTH;
}

/** Whether a filter may take the header of this lower-case name away: of a request also not `host` and `x-forwarded-proto`, which it is routed by. */
export function mayRemoveHeader(name: string): bool {
  return !HOP_BY_HOP.includes(name) && !ROUTED_BY.includes(name);
}

/** Whether a filter may take away all headers whose names begin so, in lower case. */
export function mayRemoveHeaders(prefix: string): bool {
  return !beginsOne(HOP_BY_HOP, prefix) && !beginsOne(ROUTED_BY, prefix);
}

function beginsOne(names: StaticArray<string>, prefix: string): bool {
  for (let i = 0; i < names.length; ++i) {
    if (names[i].startsWith(prefix)) return true;
  }
  return false;
}
