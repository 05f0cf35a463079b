import { NO_CODE_POINT } from "./code-point";
import { Pattern } from "./pattern";

/**
 * What the escape stands for whose backslash has just been taken: a code point, or NO_CODE_POINT + the letter for `\d`, `\w`, `\s` and
 * their capitals. The grammar is that of RegExp's flag `u` (ECMA-262 §22.2.1): what it does not know is an error.
 */
export function readEscape(isInClass: bool): u32 {
  const at = Pattern.at - 2;
  const letter = Pattern.takeCodePoint();
  switch (letter) {
    case 0x64: // d
    case 0x44: // D
    case 0x73: // s
    case 0x53: // S
    case 0x77: // w
    case 0x57: // W
      return NO_CODE_POINT + letter;
    case 0x74: // t
      return 0x09;
    case 0x6e: // n
      return 0x0a;
    case 0x76: // v
      return 0x0b;
    case 0x66: // f
      return 0x0c;
    case 0x72: // r
      return 0x0d;
    case 0x62: // b
      if (isInClass) return 0x08;
      break;
    case 0x2d: // -
      if (isInClass) return letter;
      break;
    case 0x30: // 0
      if (Pattern.peek() - 0x30 > 9) return 0;
      break;
    case 0x63: // c
      if ((Pattern.peek() | 0x20) - 0x61 < 26) return Pattern.takeCodePoint() & 0x1f;
      break;
    case 0x78: // x
    case 0x75: // u
      return readHexEscape(at, letter);
    case 0x6b: // k
      return failAt(at, "unsupported backreference");
    default:
      if (letter - 0x31 < 9) return failAt(at, "unsupported backreference");
      if (isSyntaxCharacter(letter) || letter == 0x2f) return letter;
  }
  return failAt(at, "unknown escape");
}

/** `^ $ \ . * + ? ( ) [ ] { } |` */
function isSyntaxCharacter(unit: u32): bool {
  if (unit >= 0x28 && unit <= 0x2b) return true;
  if (unit >= 0x5b && unit <= 0x5e) return true;
  return unit == 0x24 || unit == 0x2e || unit == 0x3f || (unit >= 0x7b && unit <= 0x7d);
}

/** `\xHH`, `\uHHHH`, `\u{H…}`, or two of the second that make a surrogate pair. */
function readHexEscape(at: usize, letter: u32): u32 {
  if (letter == 0x75 && Pattern.take(0x7b)) {
    const codePoint = readHex(1, 8);
    return codePoint < NO_CODE_POINT && Pattern.take(0x7d) ? codePoint : failAt(at, "unknown escape");
  }
  const digits = letter == 0x78 ? 2 : 4;
  const unit = readHex(digits, digits);
  if (unit >= NO_CODE_POINT) return failAt(at, "unknown escape");
  if ((unit & ~0x3ff) != 0xd800 || Pattern.peek() != 0x5c || Pattern.peek(1) != 0x75) return unit;
  const rest = Pattern.at;
  Pattern.at += 4;
  const low = readHex(4, 4);
  if ((low & ~0x3ff) == 0xdc00) return 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
  Pattern.at = rest;
  return unit;
}

/** The number of `least` to `most` hexadecimal digits; NO_CODE_POINT where there are fewer. */
function readHex(least: i32, most: i32): u32 {
  let number: u32 = 0;
  let count = 0;
  for (; count < most; count++) {
    const unit = Pattern.peek();
    let digit = unit - 0x30;
    if (digit > 9) {
      digit = (unit | 0x20) - 0x61;
      if (digit > 5) break;
      digit += 10;
    }
    number = (number << 4) | digit;
    Pattern.at += 2;
  }
  return count < least ? NO_CODE_POINT : number;
}

function failAt(at: usize, what: string): u32 {
  Pattern.failAt(at, what);
  return 0;
}
