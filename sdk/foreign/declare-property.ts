import { Status } from "../../assembly/shared/abi";
import { ProtobufWriter } from "../protobuf/writer";
import { callForeignFunction } from "./call";
import { LifeSpan } from "./filter-state";

/** What a declared property holds. */
export enum PropertyType {
  Bytes = 0,
  String = 1,
  FlatBuffers = 2,
  Protobuf = 3,
}

/**
 * Says before the first `setProperty(name, …)` what the property is, and how long it lives: by default it is bytes, and lives as long as
 * the filter chain. `schema` is a FlatBuffers schema, or the type URL of a protobuf message. Once a name in each VM, in `onConfigure`.
 */
export function declareProperty(
  name: string,
  type: PropertyType,
  isReadonly: bool = false,
  span: LifeSpan = LifeSpan.FilterChain,
  schema: string = "",
): Status {
  const argument = new ProtobufWriter()
    .string(1, name)
    .bool(2, isReadonly)
    .integer(3, type)
    .string(4, schema)
    .integer(5, span);
  return callForeignFunction<Uint8Array>("declare_property", argument.finish()).status;
}
