import { Status } from "../../assembly/shared/abi.js";
import {
  connectionAttributes,
  peerAttributes,
  requestAttributes,
  responseAttributes,
  xdsAttributes,
} from "./attributes.js";
import type { Context } from "./context.js";
import { HeaderMap } from "./header-map.js";
import { type Pair, serializePairs } from "./pairs.js";

/** A protobuf message and those of its fields that can be asked for by name. */
export interface MessageValue {
  readonly bytes: Buffer;
  readonly fields: Readonly<Record<string, string>>;
}

/** What an attribute may be. A header map serializes with each name once, its values joined by a comma. */
export type AttributeValue = string | bigint | boolean | HeaderMap | MessageValue | null;

/** The attributes of one group, each computed when asked for; null is NotFound. */
export type Attributes = Readonly<Record<string, () => AttributeValue>>;

const GROUPS: Readonly<Record<string, (context: Context) => Attributes | null>> = {
  request: requestAttributes,
  response: responseAttributes,
  source: (context) => peerAttributes(context.streamInfo, "source"),
  destination: (context) => peerAttributes(context.streamInfo, "destination"),
  upstream: (context) => peerAttributes(context.streamInfo, "upstream"),
  connection: connectionAttributes,
  xds: xdsAttributes,
};

/**
 * The bytes of a property, or the status that says why there are none. A path is segments joined by NUL. Strings are their
 * bytes, numbers and times eight bytes little endian (times and durations in nanoseconds), booleans one byte, maps the pairs
 * format, messages protobuf. Source: Envoy's attributes and `Context::getProperty`; held against Envoy 1.40.
 */
export function readProperty(context: Context, path: string): Buffer | Status {
  if (path === "") return Status.SerializationFailure;
  const [name = "", ...rest] = path.replace(/\0$/, "").split("\0");
  const group = GROUPS[name];
  if (group !== undefined) return readAttribute(group(context), rest);
  if (name === "filter_state" && context.streamInfo !== null) return readFilterState(context, rest);
  if (rest.length > 0) return Status.NotFound;
  return readName(context, name);
}

function readAttribute(attributes: Attributes | null, path: readonly string[]): Buffer | Status {
  if (attributes === null) return Status.NotFound;
  const [name, ...members] = path;
  // Envoy cannot list the members of a group.
  if (name === undefined) return Status.SerializationFailure;
  let value: AttributeValue = Object.hasOwn(attributes, name) ? (attributes[name]?.() ?? null) : null;
  for (const member of members) value = memberOf(value, member);
  return serialize(value);
}

function memberOf(value: AttributeValue, name: string): AttributeValue {
  if (value === null || typeof value !== "object") return null;
  if (!(value instanceof HeaderMap)) return value.fields[name] ?? null;
  const values = value.getAll(name);
  return values.length === 0 ? null : values.join(",");
}

function readName(context: Context, name: string): Buffer | Status {
  switch (name) {
    case "plugin_name":
      return serialize(context.plugin?.name ?? null);
    case "plugin_root_id":
      return serialize(context.plugin?.rootId ?? null);
    case "plugin_vm_id":
      return serialize(context.vm.vmId);
    case "connection_id":
      return serialize(context.connectionId === null ? null : BigInt(context.connectionId));
    case "metadata":
      return context.streamInfo === null ? Status.NotFound : Buffer.alloc(0);
    default:
      return context.streamInfo?.filterState.get(`wasm.${name}`) ?? Status.NotFound;
  }
}

function readFilterState(context: Context, path: readonly string[]): Buffer | Status {
  const [key, ...members] = path;
  if (key === undefined) return Status.SerializationFailure;
  return (members.length === 0 ? context.streamInfo?.filterState.get(key) : null) ?? Status.NotFound;
}

function serialize(value: AttributeValue): Buffer | Status {
  if (value === null) return Status.NotFound;
  if (typeof value === "string") return Buffer.from(value, "latin1");
  if (typeof value === "boolean") return Buffer.from([Number(value)]);
  if (typeof value === "object") return value instanceof HeaderMap ? serializePairs(joined(value)) : value.bytes;
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return bytes;
}

function joined(map: HeaderMap): Pair[] {
  const names = new Set([...map].map(([name]) => name));
  return [...names].map((name) => [name, map.getAll(name).join(",")]);
}
