import { Status } from "../../../assembly/shared/abi.js";
import { type AttributeValue, memberOf, serializeAttribute, UNREADABLE, uint } from "./attribute-value.js";
import { type AttributeGroup, CONNECTION, DESTINATION, metadata, REQUEST, RESPONSE, SOURCE } from "./attributes.js";
import type { PropertySource } from "./property-source.js";
import { readFilterState } from "./filter-state.js";
import { NODE, UPSTREAM, XDS } from "./xds-attributes.js";

const STREAM_GROUPS: Readonly<Record<string, AttributeGroup>> = {
  request: REQUEST,
  response: RESPONSE,
  source: SOURCE,
  destination: DESTINATION,
  connection: CONNECTION,
  upstream: UPSTREAM,
};

const ofStream = ({ streamInfo }: PropertySource): boolean => streamInfo !== null;

/** The groups of attributes, and whether a context has them now. Envoy can list the members of none. */
export const GROUPS: Readonly<Record<string, (context: PropertySource) => boolean>> = {
  ...Object.fromEntries(Object.keys(STREAM_GROUPS).map((name) => [name, ofStream])),
  xds: () => true,
  filter_state: ofStream,
  // Of the upstream's side, which exists when its connection stands; nothing here writes it.
  upstream_filter_state: ({ streamInfo }) => streamInfo !== null && streamInfo.upstreamLocal !== null,
};

/**
 * The bytes of a property, or the status that says why there are none. A path is segments joined by NUL. Strings are their
 * bytes, numbers and times eight bytes little endian (times and durations in nanoseconds), booleans one byte, maps the pairs
 * format, messages protobuf. Source: Envoy's attributes and `Context::getProperty`; held against Envoy 1.40.
 */
export function readProperty(context: PropertySource, path: string): Buffer | Status {
  if (path === "") return Status.SerializationFailure;
  const segments = path.replace(/\0$/, "").split("\0");
  const name = segments[0] ?? "";
  let value: AttributeValue;
  let depth = 1;
  if (!Object.hasOwn(GROUPS, name)) value = readVariable(context, name);
  else if (GROUPS[name]?.(context) !== true) value = null;
  else if (segments.length === 1) value = UNREADABLE;
  else value = readAttribute(context, name, segments[depth++] ?? "");
  for (; depth < segments.length; depth++) value = memberOf(value, segments[depth] ?? "");
  return serializeAttribute(value);
}

/** A member of a group that the context has. */
export function readAttribute(context: PropertySource, group: string, name: string): AttributeValue {
  if (group === "xds" && name === "node") return NODE;
  const info = context.streamInfo;
  if (info === null) return null;
  if (group === "filter_state") return readFilterState(info.filterState, name);
  const attributes = group === "xds" ? XDS : STREAM_GROUPS[group];
  return attributes !== undefined && Object.hasOwn(attributes, name)
    ? (attributes[name]?.(info, context) ?? null)
    : null;
}

/** What stands under a name by itself: what Envoy knows of the plugin, else what plugins set with `proxy_set_property`. */
export function readVariable(context: PropertySource, name: string): AttributeValue {
  switch (name) {
    case "plugin_name":
      return toBytes(context.plugin?.name);
    case "plugin_root_id":
      return toBytes(context.plugin?.rootId);
    case "plugin_vm_id":
      return toBytes(context.vm.vmId);
    case "connection_id":
      return context.connectionId === null ? null : uint(context.connectionId);
    case "metadata":
      return context.streamInfo === null ? null : metadata();
    default:
      return context.streamInfo === null ? null : readFilterState(context.streamInfo.filterState, `wasm.${name}`);
  }
}

function toBytes(text: string | undefined): string | null {
  return text === undefined ? null : Buffer.from(text).toString("latin1");
}
