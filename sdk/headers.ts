import { HeaderMapType, Status } from "../assembly/shared/abi";
import {
  addHeaderMapValue,
  getHeaderMapPairs,
  getHeaderMapValue,
  removeHeaderMapValue,
  replaceHeaderMapField,
  replaceHeaderMapValue,
} from "../assembly/hostcalls/headers";
import { isUpper, lowerOf } from "../assembly/ascii";
import { Bytes, resultBytes, resultText } from "../assembly/bytes";
import { canHold, resultSize } from "../assembly/memory";
import { PairReader } from "../assembly/pairs";
import { payloadSize, placePayload } from "./payload";
import { PreparedHeader } from "./prepared-header";

/** One field of a header map. Its value is bytes: HTTP allows values that are not UTF-8. */
@final
export class Header {
  /** @internal */
  constructor(
    /** In lower case, as Envoy keeps it; a pseudo-header starts with a colon. */
    readonly name: string,
    /** Its value; lives until the callback returns. */
    readonly value: Bytes,
  ) {}
}

/**
 * The headers or trailers of a message, with the words of the web's own `Headers`. Names are matched without case. A
 * change is seen at once, by this filter and by those after it; a callback that reads more than two fields by name reads the others from a copy,
 * made with one call of the host and void with the first change. Where Envoy has let the map go (request headers, once
 * the request went on), reading finds nothing and changing answers `Status.BadArgument`.
 *
 * Values are given as string, `Uint8Array`, `ArrayBuffer` or `Bytes`. Envoy would write them as they are; so `Status.BadArgument`, and no change,
 * is the answer to a value with a control character but the tab, to a name that is no token (RFC 9110 §5.1), to `transfer-encoding`, which
 * is Envoy's own, to a `:method` that is no token, and to a `:status` that is not from 200 to 599, or is 204 or 304: a body may follow, see
 * `Response.status`.
 *
 * @example
 * const agent = request.headers.get("user-agent");
 * request.headers.set("x-agent", agent === null ? "none" : agent);
 */
@final
export class Headers {
  /** @internal */
  constructor(private readonly map: HeaderMapType) {}

  /**
   * The first value of `name` as text, in which what is no UTF-8 is U+FFFD. Null when there is none, and when memory can't hold it: `has`
   * tells which. Unlike on the web, several values are not joined: see `getAll`. (ABI: `proxy_get_header_map_value`.)
   */
  get(name: string): string | null {
    return getHeaderMapValue(this.map, name) == Status.Ok ? resultText() : null;
  }

  /** The first value of `name` as the client or upstream sent it, until the callback returns; null as with `get`. */
  getBytes(name: string): Bytes | null {
    return getHeaderMapValue(this.map, name) == Status.Ok ? resultBytes() : null;
  }

  /** Every value of `name`, in the order of the message; they live until the callback returns. Empty when there is none, or no room. */
  getAll(name: string): Bytes[] {
    const values = new Array<Bytes>();
    const pairs = readPairs(this.map);
    while (pairs.next()) {
      if (pairs.isNamed(name)) values.push(pairs.value);
    }
    return values;
  }

  /** Whether `name` has a value, be it an empty one, or one that memory can't hold. */
  has(name: string): bool {
    const status = getHeaderMapValue(this.map, name);
    return status == Status.Ok || status == Status.InvalidMemoryAccess;
  }

  /** Makes `value` the only value of `name`; null is the empty value, and takes nothing away: see `delete`. */
  set<T>(name: string, value: T): Status {
    const start = placePayload<T>(value);
    return replaceHeaderMapValue(this.map, name, start, payloadSize(), isString<T>());
  }

  /** `set` of what was made ready before: cheaper where it is the same for every message. */
  setPrepared(header: PreparedHeader): Status {
    const name = header.name;
    const value = header.value;
    return replaceHeaderMapField(this.map, name.dataStart, name.length, value.dataStart, value.length);
  }

  /** Adds `value` beside the values that `name` has; null as in `set`. */
  append<T>(name: string, value: T): Status {
    const start = placePayload<T>(value);
    return addHeaderMapValue(this.map, name, start, payloadSize(), isString<T>());
  }

  /** Removes every value of `name`; `Ok` when it had none. */
  delete(name: string): Status {
    return removeHeaderMapValue(this.map, name);
  }

  /**
   * Every field, pseudo-headers included, in the order of the message; none when memory can't hold them. The values live until the callback
   * returns.
   */
  entries(): Header[] {
    const fields = new Array<Header>();
    const pairs = readPairs(this.map);
    while (pairs.next()) fields.push(new Header(pairs.name.toString(), pairs.value));
    return fields;
  }
}

/** Bytes of memory for a field beside its name: a `Header`, its value and its place in an array that grows. */
const FIELD_SIZE: u64 = 128;

/** The fields of a map; none when there is no room to make objects of them. */
function readPairs(map: HeaderMapType): PairReader {
  const pairs = getHeaderMapPairs(map);
  const needed = <u64>pairs.count * FIELD_SIZE + ((<u64>resultSize()) << 1);
  return needed <= <u64>i32.MAX_VALUE && canHold(<usize>needed) ? pairs : new PairReader(0, 0);
}

/**
 * ASCII letters in lower case, the rest as it is: header names are ASCII, and Unicode's tables would double a small module. A text that memory
 * can't hold once more comes back as it is.
 */
export function lowerCase(text: string): string {
  let i = 0;
  while (i < text.length && !isUpper(text.charCodeAt(i))) ++i;
  if (i == text.length || !canHold((<usize>text.length) << 1)) return text;
  const lower = changetype<string>(__new((<usize>text.length) << 1, idof<string>()));
  for (let j = 0; j < text.length; ++j) {
    store<u16>(changetype<usize>(lower) + ((<usize>j) << 1), lowerOf(text.charCodeAt(j)));
  }
  return lower;
}
