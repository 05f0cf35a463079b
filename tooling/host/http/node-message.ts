import type { IncomingMessage, OutgoingMessage } from "node:http";
import { hasControlCharacter, isToken } from "./field-value.js";
import { HeaderMap } from "./header-map.js";
import { HEADERS_MAX } from "./limits.js";
import type { Pair } from "./pairs.js";

/** Headers between a client and the next hop (RFC 9110 section 7.6.1): never forwarded as they came. */
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"] as const;

/** The one word of `te` that concerns the next hop as well. */
const TRAILERS = "trailers";

/** Node keeps header bytes as they came, one a character: names and values pass untouched. */
export function pairsOf(raw: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? "", raw[index + 1] ?? ""]);
  return pairs;
}

/** What Envoy's codec does not take of a message's headers: too many of them, a name that is no token, a control character; null for none. */
export function faultOfHeaders(raw: readonly string[]): "count" | "name" | "value" | null {
  if (!raw.every((text, index) => index % 2 === 1 || isToken(text))) return "name";
  if (raw.some(hasControlCharacter)) return "value";
  return raw.length / 2 > HEADERS_MAX ? "count" : null;
}

/** Whether a response has no body, whatever its headers say (RFC 9112 section 6.3). */
export function hasNoBody(method: string | undefined, status: number): boolean {
  return method === "HEAD" || status < 200 || status === 204 || status === 304;
}

/** Whether no body follows the headers. */
export function isBodiless(message: IncomingMessage): boolean {
  const { "content-length": length, "transfer-encoding": encoding } = message.headers;
  return encoding === undefined && (length === undefined || Number(length) === 0);
}

/** Removes what concerns one connection only, what `connection` names included; of `te` no more stays than `trailers`. */
export function removeHopByHop(headers: HeaderMap): void {
  for (const name of headers.get("connection")?.split(",") ?? []) {
    const nominated = name.trim().toLowerCase();
    if (nominated !== "te" && !nominated.startsWith(":")) headers.remove(nominated);
  }
  for (const name of HOP_BY_HOP) headers.remove(name);
  const codings = headers
    .get("te")
    ?.split(",")
    .map((coding) => coding.trim());
  if (codings?.includes(TRAILERS) === true) headers.replace("te", TRAILERS);
  else headers.remove("te");
}

/** Puts a header map on a message that Node will send; duplicates stay separate lines. `:authority` becomes `host`. */
export function setHeaders(message: OutgoingMessage, headers: HeaderMap): void {
  for (const [name, lines] of headers.lines) {
    const target = name === ":authority" ? "host" : name;
    if (!target.startsWith(":")) message.setHeader(target, lines);
  }
  // Node adds a `connection` header of its own unless it is told that there is none; Envoy sends none.
  if (!headers.has("connection")) message.removeHeader("connection");
}

/** Sends the headers ahead of the body. Node's own `flushHeaders` would send them as UTF-8; beside a buffer they stay bytes. */
export function flushHeaders(message: OutgoingMessage): void {
  message.write(Buffer.alloc(0));
}

/** Feeds a message's body and trailers on, frame by frame: the last one, possibly empty, ends the stream. */
export function forwardBody(
  message: IncomingMessage,
  kind: "requestTrailers" | "responseTrailers",
  onData: (chunk: Buffer, endStream: boolean) => void,
  onTrailers: (trailers: HeaderMap) => void,
): void {
  message.on("data", (chunk: Buffer) => onData(chunk, false));
  message.on("end", () => {
    if (message.rawTrailers.length > 0) onTrailers(new HeaderMap(kind, pairsOf(message.rawTrailers)));
    else onData(Buffer.alloc(0), true);
  });
}
