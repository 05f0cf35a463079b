import { allocate, trim } from "../../assembly/memory";
import { readText } from "../../assembly/text";
import { encodeUtf8, utf8Length } from "../../assembly/utf8";
import { readPort, writeHost } from "./host";
import { writePathname } from "./pathname";
import { PercentEncodeSet, percentEncodeTo } from "./percent";

/** UTF-16 units of the longest URL that is read; Envoy's own limit for all headers of a request is 60 KiB. */
const URL_LENGTH_MAX: i32 = 65536;

/** A slash, and the digits of a port. */
const ROOM: usize = 16;

/**
 * An `http` or `https` URL, or the path and query of a request, with the words of the web's own `URL`; it is read, not changed. To make another,
 * put it together from the parts and parse that.
 *
 * Whatever `parse` accepts, it takes apart as the URL Standard does: scheme and host in lower case, the scheme's own port dropped, dot
 * segments resolved (`%2e` too), IPv6 in its canonical form, what a place does not allow percent-encoded, all else left as it is.
 *
 * It accepts less than the standard: what the standard repairs and what programs read in different ways is null. So are
 * - other schemes, and a scheme that is not followed by two slashes and a host;
 * - a user name or password;
 * - white space around the URL, control characters, and a backslash before the query;
 * - a host that is not letters, digits, `-`, `_` and single dots (a trailing one is allowed), at most 253 of them, or an IPv6 address in brackets. So
 *   a name beyond ASCII is given as its A-label (`xn--…`), whose letters after `xn--` are not looked at;
 * - a host that ends in a number, unless it is an IPv4 address of four decimal numbers;
 * - a text of more than 65536 characters.
 *
 * A text that starts with one slash is what stands in `:path`: its `protocol`, `host` and `origin` are empty. One that starts with two is null,
 * as it names a path to one reader and a host to the next.
 *
 * @example
 * const url = Url.parse(request.scheme + "://" + request.authority + request.path);
 * if (url === null) return request.respond(new LocalReply(400));
 * const secure = "https://" + url.hostname + url.pathname + url.search;
 */
@final
export class Url {
  /** @internal */
  constructor(
    /** The whole URL: `https://shop.test/a?b#c`. */
    readonly href: string,
    /** `http:` or `https:`; empty for a path. */
    readonly protocol: string,
    /** The host without its port: `shop.test`, `[::1]`; empty for a path. */
    readonly hostname: string,
    /** In decimal; empty where it is the scheme's own. */
    readonly port: string,
    /** From the first slash on, without query. */
    readonly pathname: string,
    /** The query with its question mark; empty where there is none or nothing in it. */
    readonly search: string,
    /** The fragment with its `#`; empty where there is none or nothing in it. */
    readonly hash: string,
  ) {}

  /** `hostname`, and `port` behind a colon where there is one. */
  get host(): string {
    return this.port.length == 0 ? this.hostname : this.hostname + ":" + this.port;
  }

  /** `https://shop.test:8443`; empty for a path. */
  get origin(): string {
    return this.protocol.length == 0 ? "" : this.protocol + "//" + this.host;
  }

  /** The URL that `text` is, or null. */
  static parse(text: string): Url | null {
    if (text.length == 0 || text.length > URL_LENGTH_MAX) return null;
    const size = utf8Length(text);
    // Behind the text its canonical form is written: no byte becomes more than an escape, and a slash may be added.
    const start = allocate(size * 4 + ROOM);
    if (start == 0) return null;
    encodeUtf8(text, start);
    const url = isWritable(start, start + size) ? parseAt(start, start + size) : null;
    trim(start, 0);
    return url;
  }

  /** `href`. */
  toString(): string {
    return this.href;
  }
}

/** Reads the URL between `start` and `end`; what it is in canonical form is written behind it. */
function parseAt(start: usize, end: usize): Url | null {
  const canonical = end;
  let at = start;
  let to = canonical;
  let protocol = "";
  let hostname = "";
  let port = "";
  if (load<u8>(at) == 0x2f) {
    if (end > at + 1 && load<u8>(at, 1) == 0x2f) return null;
  } else {
    const scheme = schemeLength(at, end);
    if (scheme == 0) return null;
    protocol = scheme == 4 ? "http:" : "https:";
    to += encodeUtf8(protocol, to);
    store<u16>(to, 0x2f2f);
    to += 2;
    at += scheme + 3;
    const authorityEnd = findAny(at, end, 0x2f, 0x3f, 0x23);
    const hostEnd = findHostEnd(at, authorityEnd);
    const host = to;
    to = writeHost(at, hostEnd, to);
    if (to == 0) return null;
    hostname = readText(host, to - host);
    const number = readPort(hostEnd, authorityEnd);
    if (number < 0) return null;
    if (hostEnd + 1 < authorityEnd && number != (scheme == 4 ? 80 : 443)) {
      port = number.toString();
      store<u8>(to++, 0x3a);
      to += encodeUtf8(port, to);
    }
    at = authorityEnd;
  }
  const pathEnd = findAny(at, end, 0x3f, 0x23, 0x23);
  const pathname = to;
  to = writePathname(at, pathEnd, to);
  if (to == 0) return null;
  const search = to;
  const searchEnd = findAny(pathEnd, end, 0x23, 0x23, 0x23);
  to = writeMarked(pathEnd, searchEnd, PercentEncodeSet.SpecialQuery, to);
  const hash = to;
  to = writeMarked(searchEnd, end, PercentEncodeSet.Fragment, to);
  return new Url(
    readText(canonical, to - canonical),
    protocol,
    hostname,
    port,
    readText(pathname, search - pathname),
    hash - search > 1 ? readText(search, hash - search) : "",
    to - hash > 1 ? readText(hash, to - hash) : "",
  );
}

/** 4 or 5, when `http` or `https` is before `://`; else 0. */
function schemeLength(start: usize, end: usize): usize {
  if (end - start < 8 || (load<u32>(start) | 0x20202020) != 0x70747468) return 0;
  const length: usize = 4 + usize((load<u8>(start, 4) | 0x20) == 0x73);
  const colon = start + length;
  return load<u8>(colon) == 0x3a && load<u16>(colon, 1) == 0x2f2f ? length : 0;
}

/** Where the port starts, with its colon, or the authority ends. */
function findHostEnd(start: usize, end: usize): usize {
  const isIpv6 = start < end && load<u8>(start) == 0x5b;
  return findAny(isIpv6 ? findAny(start, end, 0x5d, 0x5d, 0x5d) : start, end, 0x3a, 0x3a, 0x3a);
}

/** Writes a query or fragment that is there, with the character before it. */
function writeMarked(start: usize, end: usize, set: PercentEncodeSet, target: usize): usize {
  if (start == end) return target;
  store<u8>(target, load<u8>(start));
  return percentEncodeTo(start + 1, end, set, target + 1);
}

/** Whether no control characters are in the text and no spaces around it. */
function isWritable(start: usize, end: usize): bool {
  for (let at = start; at < end; at++) {
    if (load<u8>(at) < 0x20 || load<u8>(at) == 0x7f) return false;
  }
  return load<u8>(start) != 0x20 && load<u8>(end - 1) != 0x20;
}

/** Where the first of three characters is, or the end. */
function findAny(start: usize, end: usize, a: u32, b: u32, c: u32): usize {
  for (let at = start; at < end; at++) {
    const character = <u32>load<u8>(at);
    if (character == a || character == b || character == c) return at;
  }
  return end;
}
