import { quoteJson } from "../json/quote";

/**
 * The first fault of the configuration that is being read. Readers go on after a fault with empty values, so that generated
 * code needs no branches; who asks last finds the fault here. Its path grows from the inside out, on the way back.
 */
export namespace ConfigFault {
  let path: string = "";
  let what: string = "";

  export function clear(): void {
    path = "";
    what = "";
  }

  export function isSet(): bool {
    return what.length != 0;
  }

  /** Notes a fault of the value at hand; the first one counts. */
  export function set(message: string): void {
    if (what.length == 0) what = message;
  }

  /** The value at hand is the member of that name. */
  export function insideMember(name: string): void {
    path = (isPlain(name) ? "." + name : "[" + quoteJson(name) + "]") + path;
  }

  /** The value at hand is the item at that index. */
  export function insideItem(index: i32): void {
    path = "[" + index.toString() + "]" + path;
  }

  /** The fault with its JSON path, `$.request[2].op: is required`; empty when there is none. */
  export function message(): string {
    return isSet() ? "$" + path + ": " + what : "";
  }
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
