import { writeInteger } from "../encoding/integer";

/** What a message shows of a name; who sends a longer one doesn't decide how long our logs get. */
const NAME_LENGTH_MAX: i32 = 64;

/** The step of a JSON path (RFC 9535) into the member of that name: `.name`, or `["a name"]`. A long name is cut. */
export function memberStep(name: string): string {
  const shown = name.length > NAME_LENGTH_MAX ? name.substring(0, NAME_LENGTH_MAX) + "\u2026" : name;
  return isPlain(shown) ? "." + shown : '["' + escape(shown) + '"]';
}

/** Like `quoteJson`, in a third of the code: control characters have no short escape, and a lone surrogate stays. */
function escape(text: string): string {
  let escaped = "";
  for (let i = 0; i < text.length; i++) {
    const unit = <u32>text.charCodeAt(i);
    if (unit < 0x20) escaped += (unit < 0x10 ? "\\u000" : "\\u001") + "0123456789abcdef".charAt(unit & 15);
    else escaped += (unit == 0x22 || unit == 0x5c ? "\\" : "") + text.charAt(i);
  }
  return escaped;
}

/** The step of a JSON path into the item at that index: `[2]`. */
export function itemStep(index: i32): string {
  return "[" + writeInteger(index) + "]";
}

/** A name that stands behind a dot as it is: `[A-Za-z_$][A-Za-z0-9_-]*`. */
function isPlain(name: string): bool {
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    const letter = unit | 0x20;
    const isWord = (letter >= 0x61 && letter <= 0x7a) || unit == 0x5f || (unit == 0x24 && i == 0);
    const isInner = (unit >= 0x30 && unit <= 0x39) || unit == 0x2d;
    if (!isWord && (i == 0 || !isInner)) return false;
  }
  return name.length != 0;
}
