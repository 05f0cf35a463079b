const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const GROUP_START = 3;
const GROUP_END = 4;
const FIXED32 = 5;
const MAXIMUM_GROUP_DEPTH = 100;

/** One field as it stands in a message. Fixed-size fields and groups are skipped: no message read here has any. */
export type Field = readonly [number: number, value: Buffer | bigint];

/** The fields of a flat message: number → last value of that number. */
export type Fields = ReadonlyMap<number, Buffer | bigint>;

/**
 * Reads a message of strings, bytes, messages, integers and booleans, field by field; what it does not know it skips, as
 * protobuf does. Null for bytes that are no message.
 */
export function readFields(bytes: Buffer): Field[] | null {
  const fields: Field[] = [];
  const groups: bigint[] = [];
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
  const value = (wireType: number): Buffer | bigint | null => {
    if (wireType === VARINT) return varint();
    const size =
      wireType === FIXED64 ? 8n : wireType === FIXED32 ? 4n : wireType === LENGTH_DELIMITED ? varint() : null;
    if (size === null || size > BigInt(bytes.length - offset)) return null;
    offset += Number(size);
    return bytes.subarray(offset - Number(size), offset);
  };
  while (offset < bytes.length) {
    const tag = varint();
    if (tag === null || tag >> 3n === 0n || tag > 0xffff_ffffn) return null;
    const wireType = Number(tag & 7n);
    if (wireType === GROUP_START) {
      if (groups.push(tag >> 3n) > MAXIMUM_GROUP_DEPTH) return null;
    } else if (wireType === GROUP_END) {
      if (groups.pop() !== tag >> 3n) return null;
    } else {
      const content = value(wireType);
      if (content === null) return null;
      const isKept = groups.length === 0 && wireType !== FIXED64 && wireType !== FIXED32;
      if (isKept) fields.push([Number(tag >> 3n), content]);
    }
  }
  return groups.length === 0 ? fields : null;
}

/** Like {@link readFields}, the last value of each number: all that the arguments of Envoy's foreign functions need. */
export function readMessage(bytes: Buffer): Fields | null {
  const fields = readFields(bytes);
  return fields === null ? null : new Map(fields);
}

/** A field of strings or bytes; empty when it is absent, as protobuf has it. */
export function bytesField(fields: Fields, field: number): Buffer {
  const value = fields.get(field);
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

export function stringField(fields: Fields, field: number): string {
  return bytesField(fields, field).toString("utf8");
}

/** A field of an integer, an enum or a boolean; 0 when it is absent. */
export function numberField(fields: Fields, field: number): number {
  const value = fields.get(field);
  return typeof value === "bigint" ? Number(BigInt.asIntN(32, value)) : 0;
}

/** A string of proto3 must be UTF-8: a message with another one is none. */
export function isUtf8(bytes: Buffer): boolean {
  return bytes.equals(Buffer.from(bytes.toString("utf8")));
}

/** Writes a message of booleans, strings and bytes. Field numbers up to 15. */
export function writeMessage(fields: readonly (readonly [field: number, value: boolean | string | Buffer])[]): Buffer {
  return Buffer.concat(
    fields.map(([field, value]) => {
      if (typeof value === "boolean") return Buffer.from([(field << 3) | VARINT, value ? 1 : 0]);
      const bytes = Buffer.from(value as string);
      return Buffer.concat([Buffer.from([(field << 3) | LENGTH_DELIMITED, ...encodeVarint(bytes.length)]), bytes]);
    }),
  );
}

function encodeVarint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...encodeVarint(value >>> 7)];
}
