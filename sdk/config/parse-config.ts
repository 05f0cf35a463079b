import { canHold } from "../../assembly/memory";
import { parseJsonAt } from "../json/parse";
import { emptyValue, JsonKind, JsonValue } from "../json/value";
import { ConfigFault } from "./config-fault";

/** Bytes of memory that a JSON document may take for each byte of its text. */
const MEMORY_FACTOR: usize = 40;

/** What `parse` of a generated configuration class returns. */
@final
export class ParsedConfig<T> {
  constructor(
    /** Null exactly when `error` is not empty. */
    readonly value: T | null,
    /** What is wrong, with its JSON path and without any value: `$.jwt_secret: is required`. */
    readonly error: string,
  ) {}
}

/** Begins the reading of a configuration; nothing at all is the same as `{}`. What stands here after a fault is no object. */
export function openConfig(start: usize, byteLength: i32): JsonValue {
  ConfigFault.clear();
  const length = <usize>byteLength;
  if (length == 0) return emptyValue(JsonKind.Object);
  if (!canHold(length * MEMORY_FACTOR)) {
    ConfigFault.set("is too large");
    return emptyValue(JsonKind.Array);
  }
  const document = parseJsonAt(start, length);
  const value = document.value;
  if (value !== null) return value;
  ConfigFault.set("is not JSON: " + document.error);
  return emptyValue(JsonKind.Array);
}

/** Ends it: the configuration, or the fault that was met. */
export function closeConfig<T>(config: T): ParsedConfig<T> {
  const error = ConfigFault.message();
  return error.length == 0 ? new ParsedConfig<T>(config, "") : new ParsedConfig<T>(null, error);
}
