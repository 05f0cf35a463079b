import { Cursor } from "./cursor";
import { parseDecimal } from "./decimal";

/** The number at the cursor (RFC 8259 §6), or NaN with the error set. */
export function readNumber(): f64 {
  const start = Cursor.at;
  if (Cursor.peek() == 0x2d) Cursor.at++;
  if (Cursor.peek() == 0x30) Cursor.at++;
  else if (!skipDigits()) return NaN;
  if (Cursor.peek() == 0x2e) {
    Cursor.at++;
    if (!skipDigits()) return NaN;
  }
  if ((Cursor.peek() | 0x20) == 0x65) {
    Cursor.at++;
    const sign = Cursor.peek();
    if (sign == 0x2b || sign == 0x2d) Cursor.at++;
    if (!skipDigits()) return NaN;
  }
  const number = parseDecimal(start, Cursor.at - start);
  if (isFinite(number)) return number;
  Cursor.at = start;
  Cursor.fail("number out of range");
  return NaN;
}

/** Steps over one digit or more. */
function skipDigits(): bool {
  const start = Cursor.at;
  while (Cursor.peek() - 0x30 < 10) Cursor.at++;
  if (Cursor.at > start) return true;
  Cursor.failUnexpected();
  return false;
}
