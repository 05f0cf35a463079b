/** How the value of a field is laid out (protobuf.dev, "Encoding"). */
export enum WireType {
  /** `int32`, `int64`, `uint32`, `uint64`, `sint32`, `sint64`, `bool`, enums. */
  Varint = 0,
  /** `fixed64`, `sfixed64`, `double`. */
  Fixed64 = 1,
  /** `string`, `bytes`, messages, packed repeated fields. */
  LengthDelimited = 2,
  /** `fixed32`, `sfixed32`, `float`. */
  Fixed32 = 5,
}
