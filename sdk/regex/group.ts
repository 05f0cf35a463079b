import { Pattern } from "./pattern";

/** Groups cost time: each way to match that is followed carries where they began and ended. */
const GROUPS_MAX: u32 = 64;

/** The capturing groups of the pattern so far; the whole match is the first. */
export class Groups {
  // @ts-ignore: decorator
  @lazy
  static names: string[] = [];

  static open(): void {
    Groups.names = [""];
  }

  static get count(): u32 {
    return Groups.names.length;
  }
}

/** What follows a `(`: the number of the group that starts, 0 when it is none that captures. */
export function readGroupStart(): u32 {
  const at = Pattern.at - 2;
  let name = "";
  if (Pattern.take(0x3f)) {
    if (Pattern.take(0x3a)) return 0;
    const isNamed = Pattern.take(0x3c);
    if (Pattern.peek() == 0x3d || Pattern.peek() == 0x21) Pattern.failAt(at, "unsupported look-around");
    else if (!isNamed) Pattern.failAt(at, "unknown group");
    else name = readName();
  }
  if (Groups.count > GROUPS_MAX) Pattern.failAt(at, "more than 64 groups");
  Groups.names.push(name);
  return Groups.count - 1;
}

/** A name of ASCII letters, digits, `_` and `$`, and the `>` after it. */
function readName(): string {
  const at = Pattern.at;
  while (isNameUnit(Pattern.peek())) Pattern.at += 2;
  const length = (Pattern.at - at) >> 1;
  if (length == 0 || <u32>load<u16>(at) - 0x30 < 10 || Pattern.peek() != 0x3e) {
    Pattern.failAt(at, "invalid group name");
    return "";
  }
  const name = changetype<string>(__new(length << 1, idof<string>()));
  memory.copy(changetype<usize>(name), at, length << 1);
  if (Groups.names.includes(name)) Pattern.failAt(at, "group name used before");
  Pattern.at += 2;
  return name;
}

function isNameUnit(unit: u32): bool {
  return (unit | 0x20) - 0x61 < 26 || unit - 0x30 < 10 || unit == 0x5f || unit == 0x24;
}
