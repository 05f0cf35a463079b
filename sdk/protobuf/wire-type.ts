/** How the value of a field is laid out (protobuf.dev, "Encoding"). */
export enum WireType {
  Varint = 0,
  Fixed64 = 1,
  LengthDelimited = 2,
  Fixed32 = 5,
}
