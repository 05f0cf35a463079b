import { JsonKind, JsonValue } from "sluice/sdk";
import { characterCount } from "./character-count";
import { BodyRule } from "./config";
import { Fault } from "./fault";

/** How large the parts of a document may be, whatever they mean. */
@final
export class Shape {
  private readonly depthMax: i32;
  private readonly membersMax: i32;
  private readonly itemsMax: i32;
  private readonly stringLengthMax: i32;

  constructor(config: BodyRule) {
    this.depthMax = <i32>config.maxDepth;
    this.membersMax = <i32>config.maxMembers;
    this.itemsMax = <i32>config.maxItems;
    this.stringLengthMax = <i32>config.maxStringLength;
  }

  /** Whether the value keeps to it, inside of `depth` arrays and objects; else the fault says where it does not. */
  holds(value: JsonValue, fault: Fault, depth: i32 = 0): bool {
    if (!fault.spend(1)) return false;
    const kind = value.kind;
    if (kind == JsonKind.String) {
      return characterCount(value) <= this.stringLengthMax || fault.fail("is too long");
    }
    if (kind < JsonKind.Array) return true;
    if (depth >= this.depthMax) return fault.fail("is nested too deeply");
    const isObject = kind == JsonKind.Object;
    if (value.length > (isObject ? this.membersMax : this.itemsMax)) {
      return fault.fail(isObject ? "has too many members" : "has too many items");
    }
    for (let i = 0; i < value.length; ++i) {
      const name = value.nameAt(i);
      if (!fault.spend(name.length >> 4)) return false;
      if (isObject && codePointCount(name) > this.stringLengthMax) {
        return fault.fail("has a member whose name is too long");
      }
      const item = value.at(i);
      if (item === null || this.holds(item, fault, depth + 1)) continue;
      return isObject ? fault.insideMember(name) : fault.insideItem(i);
    }
    return true;
  }
}

function codePointCount(text: string): i32 {
  let count = 0;
  for (let i = 0; i < text.length; ++i) {
    if ((text.charCodeAt(i) & 0xfc00) != 0xdc00) ++count;
  }
  return count;
}
