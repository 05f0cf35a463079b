const QUOTE: i32 = 0x22;

const BACKSLASH: i32 = 0x5c;

const COLON: i32 = 0x3a;

const MINUS: i32 = 0x2d;

const STAR: i32 = 0x2a;

/** RFC 9651 §4.2.4. */
const DIGITS_MAX: i32 = 15;

/**
 * Reads the parts of a structured field (RFC 9651 §4.2) as far as signatures have them, and only as they are serialized: what was signed is
 * the serialization, so a text that is another one of the same value is refused, and what is left can be used as it stands.
 */
@final
export class FieldScanner {
  /** Where the next character is. */
  at: i32 = 0;

  constructor(readonly text: string) {}

  /** Whether all was read. */
  get isAtEnd(): bool {
    return this.at >= this.text.length;
  }

  /** The next character, -1 at the end. */
  get next(): i32 {
    return this.at < this.text.length ? this.text.charCodeAt(this.at) : -1;
  }

  /** Takes the next character if it is this one. */
  take(unit: i32): bool {
    if (this.next != unit) return false;
    ++this.at;
    return true;
  }

  /** Takes the comma between two members; false where there is none, or nothing behind it. */
  takeComma(): bool {
    this.skipSpace();
    if (!this.take(0x2c)) return false;
    this.skipSpace();
    return !this.isAtEnd;
  }

  /** Takes spaces and tabs. */
  skipSpace(): void {
    while (this.next == 0x20 || this.next == 0x09) ++this.at;
  }

  /** A key; empty where there is none. */
  readKey(): string {
    const start = this.at;
    if (!isLower(this.next) && this.next != STAR) return "";
    while (isKeyUnit(this.next)) ++this.at;
    return this.text.substring(start, this.at);
  }

  /** A string in quotes; null where there is none. */
  readString(): string | null {
    if (!this.take(QUOTE)) return null;
    let value = "";
    let start = this.at;
    while (!this.isAtEnd) {
      const unit = this.next;
      if (unit < 0x20 || unit > 0x7e) return null;
      if (unit == QUOTE) {
        value += this.text.substring(start, this.at++);
        return value;
      }
      if (unit == BACKSLASH) {
        value += this.text.substring(start, this.at++);
        if (this.next != QUOTE && this.next != BACKSLASH) return null;
        start = this.at;
      }
      ++this.at;
    }
    return null;
  }

  /** An integer from 0 up; -1 where there is none. */
  readNatural(): i64 {
    const start = this.at;
    let value: i64 = 0;
    while (isDigit(this.next) && this.at - start < DIGITS_MAX) {
      value = value * 10 + <i64>(this.text.charCodeAt(this.at++) - 0x30);
    }
    const isWhole = this.at > start && !isDigit(this.next) && this.next != 0x2e;
    return isWhole && (this.at - start == 1 || this.text.charCodeAt(start) != 0x30) ? value : -1;
  }

  /** What stands between the colons of a byte sequence; null where there is none. */
  readBase64(): string | null {
    if (!this.take(COLON)) return null;
    const end = this.text.indexOf(":", this.at);
    if (end < 0) return null;
    const base64 = this.text.substring(this.at, end);
    this.at = end + 1;
    return base64;
  }

  /** Takes a value of any type; false where there is none. */
  skipValue(): bool {
    const unit = this.next;
    if (unit == QUOTE) return this.readString() !== null;
    if (unit == COLON) return this.readBase64() !== null;
    if (unit == 0x3f) return this.skipFalse();
    const start = this.at;
    while (isTokenUnit(this.next)) ++this.at;
    const isBeginning = isDigit(unit) || unit == MINUS || unit == STAR || isLower(unit | 0x20);
    return this.at > start && isBeginning;
  }

  /** A true one is serialized as no value at all. */
  private skipFalse(): bool {
    this.at += 2;
    return this.at <= this.text.length && this.text.charCodeAt(this.at - 1) == 0x30;
  }
}

function isLower(unit: i32): bool {
  return unit >= 0x61 && unit <= 0x7a;
}

function isDigit(unit: i32): bool {
  return unit >= 0x30 && unit <= 0x39;
}

function isKeyUnit(unit: i32): bool {
  return isLower(unit) || isDigit(unit) || unit == 0x5f || unit == MINUS || unit == 0x2e || unit == STAR;
}

/** What tokens and numbers are made of: RFC 9110's token, with a colon and a slash. */
function isTokenUnit(unit: i32): bool {
  return (
    unit >= 0 && (isLower(unit | 0x20) || isDigit(unit) || "!#$%&'*+-.^_`|~:/".includes(String.fromCharCode(unit)))
  );
}
