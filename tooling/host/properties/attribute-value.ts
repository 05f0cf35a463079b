import { Status } from "../../../assembly/shared/abi.js";
import { HeaderMap } from "../http/header-map.js";
import { type Pair, serializePairs } from "../http/pairs.js";

/** A number that is no plain integer: CEL tells these apart, the guest gets eight bytes of each. Times are nanoseconds. */
export interface Quantity {
  readonly kind: "uint" | "timestamp" | "duration";
  readonly value: bigint;
}

/** A protobuf message and those of its fields that can be asked for by name. */
export interface MessageValue {
  readonly bytes: Buffer;
  readonly fields: Readonly<Record<string, AttributeValue>>;
}

/** What is there but cannot be handed over: a whole group of attributes, a message that Envoy has no object of. */
export const UNREADABLE = Symbol("unreadable");

/**
 * What an attribute may be; null is NotFound. A string holds one byte a character. A header map serializes with each name
 * once, its values joined by a comma.
 */
export type AttributeValue =
  | string
  | bigint
  | boolean
  | Buffer
  | HeaderMap
  | Quantity
  | MessageValue
  | ReadonlyMap<string, AttributeValue>
  | typeof UNREADABLE
  | null;

/** An empty map, of metadata that no part of the gateway has. */
export const EMPTY_MAP: ReadonlyMap<string, AttributeValue> = new Map();

/** `envoy.config.core.v3.Metadata` without content, which is all that there is here. */
export const EMPTY_METADATA: MessageValue = {
  bytes: Buffer.alloc(0),
  fields: { filter_metadata: EMPTY_MAP, typed_filter_metadata: EMPTY_MAP },
};

/** `envoy.config.core.v3.Locality` without content. */
export const EMPTY_LOCALITY: MessageValue = { bytes: Buffer.alloc(0), fields: { region: "", zone: "", sub_zone: "" } };

export const uint = (value: number | bigint): Quantity => ({ kind: "uint", value: BigInt(value) });

/** One step down a path; null where there is no such member. */
export function memberOf(value: AttributeValue, name: string): AttributeValue {
  if (value === null || typeof value !== "object" || Buffer.isBuffer(value)) return null;
  if (value instanceof HeaderMap) {
    const values = value.getAll(name);
    return values.length === 0 ? null : values.join(",");
  }
  if (isMap(value)) return value.get(name) ?? null;
  return "fields" in value && Object.hasOwn(value.fields, name) ? (value.fields[name] ?? null) : null;
}

/** The bytes a guest gets, or why it gets none. Source: Envoy's `serializeValue`. */
export function serializeAttribute(value: AttributeValue): Buffer | Status {
  if (value === null) return Status.NotFound;
  if (value === UNREADABLE) return Status.SerializationFailure;
  if (typeof value === "string") return Buffer.from(value, "latin1");
  if (typeof value === "boolean") return Buffer.from([Number(value)]);
  if (typeof value === "bigint") return eightBytes(value);
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof HeaderMap) return serializePairs(joined(value));
  if ("kind" in value) return eightBytes(value.value);
  if ("bytes" in value) return value.bytes;
  const pairs: Pair[] = [];
  for (const [name, member] of value) {
    const bytes = serializeAttribute(member);
    if (typeof bytes === "number") return Status.SerializationFailure;
    pairs.push([name, bytes.toString("latin1")]);
  }
  return serializePairs(pairs);
}

export function isMap(value: object): value is ReadonlyMap<string, AttributeValue> {
  return value instanceof Map;
}

export function eightBytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return bytes;
}

/** Each name once, its values joined by a comma. */
export function joined(map: HeaderMap): Pair[] {
  const names = new Set([...map].map(([name]) => name));
  return [...names].map((name) => [name, map.getAll(name).join(",")]);
}
