const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** The fields of a flat message: number → last value of that number. */
export type Fields = ReadonlyMap<number, Buffer | bigint>;

/**
 * Reads a message of strings, bytes, integers and booleans: all that the arguments of Envoy's foreign functions hold. Null
 * for bytes that are no such message.
 */
export function readMessage(bytes: Buffer): Fields | null {
  const fields = new Map<number, Buffer | bigint>();
  let offset = 0;
  const varint = (): bigint | null => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[offset++];
      if (byte === undefined) return null;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    return null;
  };
  while (offset < bytes.length) {
    const tag = varint();
    const value = tag === null ? null : varint();
    if (tag === null || value === null) return null;
    const field = Number(tag >> 3n);
    const wireType = Number(tag & 7n);
    if (wireType === VARINT) fields.set(field, value);
    else if (wireType === LENGTH_DELIMITED && value <= BigInt(bytes.length - offset)) {
      fields.set(field, bytes.subarray(offset, offset + Number(value)));
      offset += Number(value);
    } else return null;
  }
  return fields;
}

/** A field of strings or bytes; empty when it is absent, as protobuf has it. */
export function bytesField(fields: Fields, field: number): Buffer {
  const value = fields.get(field);
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

export function stringField(fields: Fields, field: number): string {
  return bytesField(fields, field).toString("utf8");
}

/** Writes a message of booleans and strings. Field numbers up to 15. */
export function writeMessage(fields: readonly (readonly [field: number, value: boolean | string])[]): Buffer {
  return Buffer.concat(
    fields.map(([field, value]) => {
      if (typeof value === "boolean") return Buffer.from([(field << 3) | VARINT, value ? 1 : 0]);
      const bytes = Buffer.from(value);
      return Buffer.concat([Buffer.from([(field << 3) | LENGTH_DELIMITED, ...encodeVarint(bytes.length)]), bytes]);
    }),
  );
}

function encodeVarint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...encodeVarint(value >>> 7)];
}
