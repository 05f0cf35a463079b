/** An integer in decimal digits: for a few messages, where the standard library's tables for fast ones would be half a kilobyte. */
export function writeInteger(value: i64): string {
  let text = "";
  let left = abs(value);
  do {
    text = String.fromCharCode(0x30 + <i32>(left % 10)) + text;
    left /= 10;
  } while (left > 0);
  return value < 0 ? "-" + text : text;
}
