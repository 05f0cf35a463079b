import { Status } from "../../assembly/shared/abi";
import { ProtobufWriter } from "../protobuf/writer";
import { callForeignFunction } from "./call";
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
  const argument = new ProtobufWriter()
    .string(1, name)
    .bool(2, isReadonly)
    .integer(3, type)
    .string(4, typeUrl)
    .integer(5, span);
  return callForeignFunction<Uint8Array>("declare_property", argument.finish()).status;
}
