import { type ByteReader, invalidModule, MAXIMUM_COUNT } from "./byte-reader.js";
import { type FunctionType, type Limits, type ValueType } from "./module.js";

const NUMBER_TYPES: Readonly<Record<number, ValueType>> = {
  0x7f: "i32",
  0x7e: "i64",
  0x7d: "f32",
  0x7c: "f64",
  0x7b: "v128",
};

/** The abstract heap types by the low seven bits of their negative s33. */
const HEAP_TYPES: Readonly<Record<number, string>> = {
  0x75: "nocont",
  0x74: "noexn",
  0x73: "nofunc",
  0x72: "noextern",
  0x71: "none",
  0x70: "func",
  0x6f: "extern",
  0x6e: "any",
  0x6d: "eq",
  0x6c: "i31",
  0x6b: "struct",
  0x6a: "array",
  0x69: "exn",
  0x68: "cont",
};

const FUNC = 0x60;
const STRUCT = 0x5f;
const ARRAY = 0x5e;
const CONT = 0x5d;
const SUB = 0x50;
const SUB_FINAL = 0x4f;
const REC = 0x4e;
const REF_NULL = 0x63;
const REF = 0x64;
const PACKED_I8 = 0x78;
const PACKED_I16 = 0x77;

/** Reads the type section (core specification §5.3, garbage collection included): one entry for each type index. */
export function readTypes(reader: ByteReader): (FunctionType | null)[] {
  const types: (FunctionType | null)[] = [];
  for (let groups = reader.count("types"); groups > 0; groups--) {
    if (reader.peek() !== REC) {
      types.push(readSubType(reader));
      continue;
    }
    reader.byte();
    for (let members = reader.count("types of a group"); members > 0; members--) types.push(readSubType(reader));
    if (types.length > MAXIMUM_COUNT) throw invalidModule("more types than V8 takes", reader.offset);
  }
  return types;
}

function readSubType(reader: ByteReader): FunctionType | null {
  if (reader.peek() === SUB || reader.peek() === SUB_FINAL) {
    reader.byte();
    for (let supertypes = reader.count("supertypes"); supertypes > 0; supertypes--) reader.u32();
  }
  const start = reader.offset;
  const form = reader.byte();
  switch (form) {
    case FUNC:
      return { params: readValueTypes(reader), results: readValueTypes(reader) };
    case STRUCT:
      for (let fields = reader.count("fields"); fields > 0; fields--) skipField(reader);
      return null;
    case ARRAY:
      skipField(reader);
      return null;
    case CONT:
      reader.s33();
      return null;
    default:
      throw invalidModule(`unknown form of type 0x${form.toString(16)}`, start);
  }
}

function readValueTypes(reader: ByteReader): ValueType[] {
  const types: ValueType[] = [];
  for (let count = reader.count("value types"); count > 0; count--) types.push(readValueType(reader));
  return types;
}

function skipField(reader: ByteReader): void {
  const next = reader.peek();
  if (next === PACKED_I8 || next === PACKED_I16) reader.byte();
  else readValueType(reader);
  reader.byte();
}

/** Reads a value type: a number, a vector or a reference. */
export function readValueType(reader: ByteReader): ValueType {
  const start = reader.offset;
  const code = reader.byte();
  const number = NUMBER_TYPES[code];
  if (number !== undefined) return number;
  if (code === REF_NULL || code === REF) {
    const heap = readHeapType(reader);
    return code === REF ? `(ref ${heap})` : `(ref null ${heap})`;
  }
  const heap = HEAP_TYPES[code];
  if (heap === undefined) throw invalidModule(`unknown value type 0x${code.toString(16)}`, start);
  return heap === "func" || heap === "extern" ? `${heap}ref` : `(ref null ${heap})`;
}

/** Reads a heap type: a type index, or the name of an abstract type. */
export function readHeapType(reader: ByteReader): string {
  const start = reader.offset;
  const index = reader.s33();
  if (index >= 0) return String(index);
  const heap = index >= -64 ? HEAP_TYPES[index + 128] : undefined;
  if (heap === undefined) throw invalidModule("unknown heap type", start);
  return heap;
}

const HAS_MAXIMUM = 1;
const SHARED = 2;
const IS_64 = 4;
const CUSTOM_PAGE_SIZE = 8;

/** Reads the limits of a memory or a table, with the flags of the threads, memory64 and custom-page-sizes proposals. */
export function readLimits(reader: ByteReader): Limits {
  const start = reader.offset;
  const flags = reader.byte();
  if (flags > 15) throw invalidModule(`unknown flags of limits 0x${flags.toString(16)}`, start);
  const is64 = (flags & IS_64) !== 0;
  const size = (): number => (is64 ? reader.u64() : reader.u32());
  const minimum = size();
  const maximum = (flags & HAS_MAXIMUM) === 0 ? null : size();
  if ((flags & CUSTOM_PAGE_SIZE) !== 0) reader.u32();
  return { minimum, maximum, isShared: (flags & SHARED) !== 0, is64 };
}
