import { canHold } from "../../assembly/memory";
import { compareBytes } from "../compare-bytes";
import { decodeText } from "../encoding/text";
import { Headers } from "../headers";
import { cookieFieldOf } from "./cookie-field";
import { find, skipSpace, skipSpaceBack } from "./scan";

/** How many values `getAll` gives at most. */
const VALUES_MAX: i32 = 1024;

/**
 * The cookies of a request, as its `Cookie` field has them (RFC 6265 §4.2.1). Nothing is taken apart before it is asked for. A value stands as it was
 * sent: quotes belong to it, and escapes are the application's own. What has no `=` or no name is skipped.
 *
 * Where a name comes twice, its first value counts: browsers send the cookie with the longer path first (§5.4), and most servers read the
 * first. One that decides by a cookie asks `getAll` and refuses two, as an attacker may have set the other one from a neighbouring host.
 *
 * @example
 * const cookies = Cookies.of(request.headers);
 * const session = cookies.get("session");
 */
@final
export class Cookies {
  private readonly field: string;
  /** The pair at hand, between its semicolons; its name and its value. */
  private start: i32 = 0;
  private end: i32 = 0;
  private nameStart: i32 = 0;
  private nameEnd: i32 = 0;
  private valueStart: i32 = 0;
  private valueEnd: i32 = 0;

  /** Those of a request, in all lines of the field (`cookieFieldOf`). */
  static of(headers: Headers): Cookies {
    return new Cookies(decodeText(cookieFieldOf(headers)));
  }

  /** `field`: the value of `Cookie`; null is a request without cookies. */
  constructor(field: string | null) {
    this.field = field === null ? "" : field;
  }

  /** The first value of `name`, which is compared with case; null when there is none. */
  get(name: string): string | null {
    this.open();
    while (this.next()) {
      if (this.isNamed(name)) return this.value();
    }
    return null;
  }

  /** The values of `name`, in order; of more than 1024, so many. */
  getAll(name: string): string[] {
    const values: string[] = [];
    this.open();
    while (values.length < VALUES_MAX && this.next()) {
      if (this.isNamed(name)) values.push(this.value());
    }
    return values;
  }

  /** Whether there is a cookie of that name, which is compared with case. */
  has(name: string): bool {
    this.open();
    while (this.next()) {
      if (this.isNamed(name)) return true;
    }
    return false;
  }

  /** The field without the cookies of that name, to keep them from the upstream; empty when no other is left, and when memory can't hold it. */
  without(name: string): string {
    const field = this.field;
    if (!canHold((<usize>field.length) << 1)) return "";
    const result = __new((<usize>field.length) << 1, idof<string>());
    let to = result;
    this.open();
    while (this.next()) {
      if (this.isNamed(name)) continue;
      if (to > result) {
        store<u16>(to, 0x3b);
        to += 2;
      }
      const from = to > result ? this.start : skipSpace(field, this.start, this.end);
      const size = (<usize>(this.end - from)) << 1;
      memory.copy(to, changetype<usize>(field) + ((<usize>from) << 1), size);
      to += size;
    }
    return changetype<string>(__renew(result, to - result));
  }

  private open(): void {
    this.end = -1;
  }

  /** Goes to the next pair; false after the last one. */
  private next(): bool {
    const field = this.field;
    const start = this.end + 1;
    if (start >= field.length) return false;
    const end = find(field, 0x3b, start, field.length);
    const equals = find(field, 0x3d, start, end);
    this.start = start;
    this.end = end;
    this.nameStart = skipSpace(field, start, equals);
    this.nameEnd = skipSpaceBack(field, this.nameStart, equals);
    this.valueStart = skipSpace(field, min(equals + 1, end), end);
    this.valueEnd = skipSpaceBack(field, this.valueStart, end);
    // A pair without equals sign has no name.
    if (equals == end) this.nameEnd = this.nameStart;
    return true;
  }

  private isNamed(name: string): bool {
    const length = this.nameEnd - this.nameStart;
    if (length == 0 || length != name.length) return false;
    const start = changetype<usize>(this.field) + ((<usize>this.nameStart) << 1);
    return compareBytes(start, changetype<usize>(name), (<usize>length) << 1) == 0;
  }

  private value(): string {
    if (!canHold((<usize>(this.valueEnd - this.valueStart)) << 1)) return "";
    return this.field.substring(this.valueStart, this.valueEnd);
  }
}
