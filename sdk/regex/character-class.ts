import { CharacterSet } from "./character-set";
import { NO_CODE_POINT } from "./code-point";
import { readEscape } from "./escape";
import { Pattern } from "./pattern";

/** The set that a `[…]` stands for whose bracket has just been taken. */
export function readClass(): u32 {
  const at = Pattern.at - 2;
  const isNegated = Pattern.take(0x5e);
  CharacterSet.open();
  while (!Pattern.take(0x5d)) {
    const itemAt = Pattern.at;
    if (itemAt >= Pattern.end) {
      Pattern.failAt(at, "missing ]");
      break;
    }
    const first = readItem();
    if (Pattern.peek() != 0x2d || Pattern.peek(1) == 0x5d || Pattern.peek(1) == NO_CODE_POINT) {
      addItem(first);
    } else {
      Pattern.at += 2;
      const last = readItem();
      if (first >= NO_CODE_POINT || last >= NO_CODE_POINT) Pattern.failAt(itemAt, "invalid range");
      else if (first > last) Pattern.failAt(itemAt, "range out of order");
      else CharacterSet.add(first, last);
    }
  }
  return CharacterSet.close(isNegated);
}

/** Adds a code point, or what a class escape stands for. */
export function addItem(item: u32): void {
  if (item < NO_CODE_POINT) CharacterSet.add(item, item);
  else CharacterSet.addClass(item - NO_CODE_POINT);
}

function readItem(): u32 {
  return Pattern.take(0x5c) ? readEscape(true) : Pattern.takeCodePoint();
}
