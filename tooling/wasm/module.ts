/**
 * A value type by its name in the text format: `i32`, `i64`, `f32`, `f64`, `v128`, `funcref`, `externref`, or any other
 * reference such as `(ref null 3)`.
 */
export type ValueType = string;

/** Parameter and result types of a function. */
export interface FunctionType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Size limits of a memory (in pages of 64 KiB) or of a table (in elements). */
export interface Limits {
  readonly minimum: number;
  /** null: the module names no maximum. */
  readonly maximum: number | null;
  readonly isShared: boolean;
  /** Addressed with 64 bits: the memory64 proposal. */
  readonly is64: boolean;
}

interface ImportName {
  readonly module: string;
  readonly name: string;
}

/** One import. `kind` says which of the other members it has. */
export type Import = ImportName &
  (
    | { readonly kind: "function"; readonly type: FunctionType }
    | { readonly kind: "table"; readonly elementType: ValueType; readonly limits: Limits }
    | { readonly kind: "memory"; readonly limits: Limits }
    | { readonly kind: "global"; readonly valueType: ValueType; readonly isMutable: boolean }
    | { readonly kind: "tag"; readonly type: FunctionType }
  );

export type ExternalKind = Import["kind"];

export interface Export {
  readonly name: string;
  readonly kind: ExternalKind;
  /** Index in the index space of its kind, imports first. */
  readonly index: number;
  /** Signature of an exported function, null for every other kind. */
  readonly type: FunctionType | null;
  /** Type of an exported global, element type of an exported table, null for every other kind. */
  readonly valueType: ValueType | null;
}

/** One section as it lies in the file. */
export interface Section {
  readonly id: number;
  /** `type`, `import`, `code` …; for a custom section its own name. */
  readonly name: string;
  /** Offset of the section's id byte in the file. */
  readonly offset: number;
  /** Bytes of the whole section, header included. */
  readonly byteLength: number;
}

export interface CustomSection {
  readonly name: string;
  /** The payload after the name; a view on the module's bytes, not a copy. */
  readonly bytes: Uint8Array;
}

/** What a WebAssembly module declares. Function bodies, initializers and segments are measured, not decoded. */
export interface WasmModule {
  readonly byteLength: number;
  readonly sections: readonly Section[];
  /** The type index space; null stands for a type that is not a function's (struct, array, continuation). */
  readonly types: readonly (FunctionType | null)[];
  readonly imports: readonly Import[];
  /** Type index of every function, imported functions first. */
  readonly functions: readonly number[];
  readonly exports: readonly Export[];
  /** Every memory, imported memories first. */
  readonly memories: readonly Limits[];
  /** Index of the function that runs at instantiation, null without a start section. */
  readonly start: number | null;
  /** Bytes of the body of every function the module defines, in order: the first one is function `functions.length - bodySizes.length`. */
  readonly bodySizes: readonly number[];
  /** Bytes of every data segment, without its offset expression. */
  readonly dataSizes: readonly number[];
  readonly customSections: readonly CustomSection[];
  /** Function names by function index, from the `name` section; empty without one. */
  readonly functionNames: ReadonlyMap<number, string>;
  /** The `name` section breaks off or announces more than it holds: a browser ignores that, Envoy refuses the module. */
  readonly hasMalformedNames: boolean;
}

/** A signature as people write it: `(i32, i64) -> i32`, `() -> ()`. */
export function formatFunctionType(type: FunctionType): string {
  const results = type.results.length === 1 ? (type.results[0] ?? "") : `(${type.results.join(", ")})`;
  return `(${type.params.join(", ")}) -> ${results}`;
}
