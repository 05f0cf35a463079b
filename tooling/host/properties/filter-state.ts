import { isIP } from "node:net";
import { Status } from "../../../assembly/shared/abi.js";
import { type AttributeValue, UNREADABLE } from "./attribute-value.js";
import type { PropertySource } from "./property-source.js";
import { serializePairs } from "../http/pairs.js";

/** What stands under a key of the filter state. */
export interface StateObject {
  readonly value: AttributeValue;
  /** Whether a further write is refused. */
  readonly isReadOnly: boolean;
}

/** `envoy.source.extensions.common.wasm.WasmType` */
const PropertyType = { Bytes: 0, String: 1, FlatBuffers: 2, Protobuf: 3 } as const;

/** What `declare_property` says of a property before it is set. */
export interface PropertyDeclaration {
  readonly isReadOnly: boolean;
  readonly type: number;
}

/** Declarations stand with the context that made them; `proxy_set_property` looks at those of the root context. */
const declarations = new WeakMap<PropertySource, Map<string, PropertyDeclaration>>();

/** `declare_property`: a name can be declared once. */
export function declareProperty(context: PropertySource, name: string, declaration: PropertyDeclaration): Status {
  const declared = declarations.get(context) ?? new Map<string, PropertyDeclaration>();
  declarations.set(context, declared);
  if (declared.has(name)) return Status.BadArgument;
  declared.set(name, declaration);
  return Status.Ok;
}

/** `proxy_set_property`: the key is `wasm.` and the path. */
export function writeProperty(
  state: Map<string, StateObject>,
  root: PropertySource,
  path: string,
  bytes: Buffer,
): Status {
  const key = `wasm.${path}`;
  if (state.get(key)?.isReadOnly === true) return Status.BadArgument;
  const { isReadOnly, type } = declarations.get(root)?.get(path) ?? { isReadOnly: false, type: PropertyType.Bytes };
  state.set(key, { value: toValue(type, bytes), isReadOnly });
  return Status.Ok;
}

function toValue(type: number, bytes: Buffer): AttributeValue {
  if (type === PropertyType.String) return bytes.toString("latin1");
  return type === PropertyType.FlatBuffers || type === PropertyType.Protobuf ? { bytes, fields: {} } : bytes;
}

const text = (value: string): AttributeValue => Buffer.from(value, "latin1");
/** Kept for Envoy alone: no property reads it. */
const hidden = (): AttributeValue => UNREADABLE;
const flag = (value: string): AttributeValue => text(String(value === "true"));

function boolean(value: string): AttributeValue {
  const word = value.toLowerCase();
  if (/^(?:true|t|yes|y|1)$/.test(word)) return text("true");
  return /^(?:false|f|no|n|0)$/.test(word) ? text("false") : null;
}

const upTo = (maximum: bigint) => (value: string) =>
  /^\d{1,20}$/.test(value) && BigInt(value) <= maximum ? text(String(BigInt(value))) : null;

function ip(value: string): AttributeValue {
  const version = isIP(value);
  return version === 0 ? null : text(version === 6 ? `[${value}]:0` : `${value}:0`);
}

function address(value: string): AttributeValue {
  const [, bracketed, plain, port = ""] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(value) ?? [];
  const host = bracketed ?? plain ?? "";
  if (isIP(host) !== (bracketed === undefined ? 4 : 6) || Number(port) > 65535) return null;
  return { bytes: serializePairs([]), fields: { ip: host, port: BigInt(port) } };
}

/**
 * The keys that Envoy 1.40 knows an object for, and how it reads a value: what a property then gives, or null where the
 * value is refused.
 */
const FACTORIES: ReadonlyMap<string, (value: string) => AttributeValue> = new Map([
  ["envoy.bool", boolean],
  ["envoy.filters.listener.original_dst.local_ip", address],
  ["envoy.filters.listener.original_dst.remote_ip", address],
  ["envoy.hashable_string", text],
  ["envoy.network.application_protocols", hidden],
  ["envoy.network.ip", ip],
  ["envoy.network.network_namespace", text],
  ["envoy.network.transport_socket.original_dst_address", address],
  ["envoy.network.upstream_server_name", text],
  ["envoy.network.upstream_subject_alt_names", text],
  ["envoy.ratelimit.hits_addend", upTo(2n ** 64n - 1n)],
  ["envoy.string", text],
  ["envoy.tcp_proxy.cluster", text],
  ["envoy.tcp_proxy.disable_tunneling", flag],
  ["envoy.tcp_proxy.per_connection_idle_timeout_ms", upTo(2n ** 64n - 1n)],
  ["envoy.upstream.dynamic_host", text],
  ["envoy.upstream.dynamic_port", upTo(65535n)],
]);

/** `set_envoy_filter_state`: NotFound for a key that Envoy has no object for, BadArgument for a value it cannot read. */
export function writeFilterState(state: Map<string, StateObject>, key: string, value: string): Status {
  const read = FACTORIES.get(key);
  if (read === undefined) return Status.NotFound;
  const object = read(value);
  if (object === null) return Status.BadArgument;
  state.set(key, { value: object, isReadOnly: false });
  return Status.Ok;
}

/** What `filter_state` gives for a key. */
export function readFilterState(state: ReadonlyMap<string, StateObject>, key: string): AttributeValue {
  const value = state.get(key)?.value ?? null;
  return value === UNREADABLE ? null : value;
}
