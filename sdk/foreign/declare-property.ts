import { Status } from "../../assembly/shared/abi";
import { NOWHERE, textSize, writeText } from "../../assembly/text";
import { addBytes, addNumber, callWithArgument, openArgument } from "./argument";
import { LifeSpan } from "./filter-state";

/** What a declared property holds. (Envoy's third type, FlatBuffers, is left out: Envoy 1.40 crashes when it reads one by a wrong schema.) */
export enum PropertyType {
  /** Bytes, as every property that was not declared. */
  Bytes = 0,
  /** A text, which CEL compares with texts. */
  String = 1,
  /** A serialized protobuf message. */
  Protobuf = 3,
}

/**
 * Says before the first `setProperty(name, …)` what the property is, and how long it lives: by default it is bytes, and lives as long as
 * the filter chain. `typeUrl` is the type of a protobuf message. Once a name, in `onConfigure`; `Status.BadArgument` the second time.
 */
export function declareProperty(
  name: string,
  type: PropertyType,
  isReadonly: bool = false,
  span: LifeSpan = LifeSpan.FilterChain,
  typeUrl: string = "",
): Status {
  const start = writeText(name);
  const size = textSize();
  const schema = writeText(typeUrl);
  const schemaSize = textSize();
  if (start == NOWHERE || schema == NOWHERE || !openArgument(size + schemaSize)) return Status.InvalidMemoryAccess;
  addBytes(1, start, size);
  addNumber(2, <u32>isReadonly);
  addNumber(3, type);
  addBytes(4, schema, schemaSize);
  addNumber(5, span);
  return callWithArgument("declare_property");
}
