import { randomUUID } from "node:crypto";
import type { IncomingMessage, OutgoingMessage } from "node:http";
import { HeaderMap } from "../http/header-map.js";
import type { Pair } from "../http/pairs.js";

/** Headers between a client and the next hop (RFC 9110 section 7.6.1): never forwarded as they came. */
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"] as const;

/** What only Envoy's own peers may ask of it: taken from the requests of all others. */
const INTERNAL = [
  ...["x-envoy-internal", "x-envoy-retry-on", "x-envoy-retry-grpc-on", "x-envoy-max-retries", "x-envoy-force-trace"],
  ...["x-envoy-retriable-status-codes", "x-envoy-retriable-header-names", "x-envoy-hedge-on-per-try-timeout"],
  ...["x-envoy-upstream-alt-stat-name", "x-envoy-upstream-rq-timeout-ms", "x-envoy-upstream-rq-per-try-timeout-ms"],
  ...["x-envoy-upstream-rq-timeout-alt-response", "x-envoy-expected-rq-timeout-ms", "x-envoy-ip-tags"],
  ...["x-envoy-original-url", "x-forwarded-client-cert"],
];

/** The one word of `te` that concerns the next hop as well. */
const TRAILERS = "trailers";

/** Node keeps header bytes as they came, one a character: names and values pass untouched. */
export function pairsOf(raw: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? "", raw[index + 1] ?? ""]);
  return pairs;
}

/** Whether no body follows the headers. */
export function isBodiless(message: IncomingMessage): boolean {
  const { "content-length": length, "transfer-encoding": encoding } = message.headers;
  return encoding === undefined && (length === undefined || Number(length) === 0);
}

/** Whether a change of the protocol is asked for that Envoy does not just leave out, as it does one to HTTP/2. */
export function isUpgrade(headers: HeaderMap): boolean {
  const connection =
    headers
      .get("connection")
      ?.toLowerCase()
      .split(/\s*,\s*/) ?? [];
  return connection.includes("upgrade") && headers.has("upgrade") && headers.get("upgrade") !== "h2c";
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

/** What Envoy's connection manager does to a request before the first filter. A request id that the client sent stays. */
export function prepareRequest(headers: HeaderMap): void {
  if (!isUpgrade(headers)) removeHopByHop(headers);
  if (headers.get("expect")?.toLowerCase() === "100-continue") headers.remove("expect");
  for (const name of INTERNAL) headers.remove(name);
  if (!headers.has("x-forwarded-proto")) headers.set("x-forwarded-proto", "http");
  if (!headers.has("x-request-id")) headers.set("x-request-id", randomUUID());
}

/** Puts a header map on a message that Node will send; duplicates stay separate lines. `:authority` becomes `host`. */
export function setHeaders(message: OutgoingMessage, headers: HeaderMap): void {
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const others = values.get(name);
    if (others === undefined) values.set(name, [value]);
    else others.push(value);
  }
  for (const [name, lines] of values) {
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
