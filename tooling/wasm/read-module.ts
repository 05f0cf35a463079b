import { type ByteReader, invalidModule } from "./byte-reader.js";
import {
  type CustomSection,
  type Export,
  type ExternalKind,
  type FunctionType,
  type Import,
  type Limits,
  type Section,
  type ValueType,
  type WasmModule,
} from "./module.js";
import { type FunctionNames, readFunctionNames } from "./read-names.js";
import { readLimits, readTypes, readValueType } from "./read-types.js";
import { type ScannedSection, scanSections } from "./scan-sections.js";
import { skipConstantExpression } from "./skip-expression.js";

/** First bytes of a table with an initializer, where a plain one has its element type. */
const TABLE_WITH_INITIALIZER = 0x40;

const PASSIVE_DATA = 1;
const DATA_OF_MEMORY = 2;

const KINDS: readonly ExternalKind[] = ["function", "table", "memory", "global", "tag"];

/**
 * Reads what a module declares: types, imports, exports, memories, sizes and custom sections. It does not validate function
 * bodies (`WebAssembly.validate` does); its work and its memory are bounded by the size of the file.
 *
 * @throws ToolError ERR_MODULE_INVALID, with the byte offset, for anything that is no core module
 * @example
 * readModule(await readFile("hello.wasm")).exports.map((entry) => entry.name);
 */
export function readModule(bytes: Uint8Array): WasmModule {
  const module = new ModuleReader();
  for (const section of scanSections(bytes)) module.read(section);
  return module.finish(bytes.length);
}

class ModuleReader {
  readonly #sections: Section[] = [];
  readonly #imports: Import[] = [];
  readonly #functions: number[] = [];
  readonly #exports: Export[] = [];
  readonly #memories: Limits[] = [];
  readonly #globals: ValueType[] = [];
  readonly #tables: ValueType[] = [];
  readonly #customSections: CustomSection[] = [];
  readonly #bodySizes: number[] = [];
  #types: (FunctionType | null)[] = [];
  readonly #dataSizes: number[] = [];
  #functionNames: FunctionNames = { names: new Map(), isMalformed: false };
  #definedFunctions = 0;
  #start: number | null = null;

  read(section: ScannedSection): void {
    const reader = section.content;
    const name = section.name === "custom" ? this.#readCustomSection(reader) : section.name;
    this.#sections.push({ id: section.id, name, offset: section.offset, byteLength: section.byteLength });
    switch (section.name) {
      case "type":
        this.#types = readTypes(reader);
        break;
      case "import":
        for (let count = reader.count("imports"); count > 0; count--) this.#readImport(reader);
        break;
      case "function":
        this.#definedFunctions = reader.count("functions");
        for (let left = this.#definedFunctions; left > 0; left--) this.#functions.push(this.#readTypeIndex(reader));
        break;
      case "table":
        for (let count = reader.count("tables"); count > 0; count--) this.#readTable(reader);
        break;
      case "memory":
        for (let count = reader.count("memories"); count > 0; count--) this.#memories.push(readLimits(reader));
        break;
      case "global":
        for (let count = reader.count("globals"); count > 0; count--) this.#readGlobal(reader);
        break;
      case "export":
        for (let count = reader.count("exports"); count > 0; count--) this.#readExport(reader);
        break;
      case "start":
        this.#start = reader.u32();
        break;
      case "code":
        for (let count = reader.count("function bodies"); count > 0; count--) this.#readBody(reader);
        break;
      case "data":
        for (let count = reader.count("data segments"); count > 0; count--) this.#readData(reader);
        break;
      case "custom":
      case "element":
      case "data count":
      case "tag":
        return;
    }
    reader.done(`${section.name} section`);
  }

  finish(byteLength: number): WasmModule {
    if (this.#bodySizes.length !== this.#definedFunctions) {
      throw invalidModule(`${this.#definedFunctions} functions but ${this.#bodySizes.length} bodies`, byteLength);
    }
    return {
      byteLength,
      sections: this.#sections,
      types: this.#types,
      imports: this.#imports,
      functions: this.#functions,
      exports: this.#exports,
      memories: this.#memories,
      start: this.#start,
      bodySizes: this.#bodySizes,
      dataSizes: this.#dataSizes,
      customSections: this.#customSections,
      functionNames: this.#functionNames.names,
      hasMalformedNames: this.#functionNames.isMalformed,
    };
  }

  #readCustomSection(reader: ByteReader): string {
    const name = reader.name();
    const bytes = reader.take(reader.remaining);
    this.#customSections.push({ name, bytes });
    if (name === "name") this.#functionNames = readFunctionNames(bytes);
    return name;
  }

  #readTypeIndex(reader: ByteReader): number {
    const start = reader.offset;
    const index = reader.u32();
    const type = this.#types[index];
    if (type === undefined) throw invalidModule(`no type ${index}`, start);
    if (type === null) throw invalidModule(`type ${index} is not a function's`, start);
    return index;
  }

  #readFunctionType(reader: ByteReader): FunctionType {
    return this.#types[this.#readTypeIndex(reader)] as FunctionType;
  }

  #readImport(reader: ByteReader): void {
    const module = reader.name();
    const name = reader.name();
    const kind = readKind(reader);
    switch (kind) {
      case "function": {
        const index = this.#readTypeIndex(reader);
        this.#functions.push(index);
        this.#imports.push({ module, name, kind, type: this.#types[index] as FunctionType });
        break;
      }
      case "table": {
        const elementType = readValueType(reader);
        this.#tables.push(elementType);
        this.#imports.push({ module, name, kind, elementType, limits: readLimits(reader) });
        break;
      }
      case "memory": {
        const limits = readLimits(reader);
        this.#memories.push(limits);
        this.#imports.push({ module, name, kind, limits });
        break;
      }
      case "global": {
        const valueType = readValueType(reader);
        this.#globals.push(valueType);
        this.#imports.push({ module, name, kind, valueType, isMutable: reader.byte() === 1 });
        break;
      }
      case "tag":
        reader.byte();
        this.#imports.push({ module, name, kind, type: this.#readFunctionType(reader) });
        break;
    }
  }

  #readTable(reader: ByteReader): void {
    const hasInitializer = reader.peek() === TABLE_WITH_INITIALIZER;
    if (hasInitializer) reader.take(2);
    this.#tables.push(readValueType(reader));
    readLimits(reader);
    if (hasInitializer) skipConstantExpression(reader);
  }

  #readGlobal(reader: ByteReader): void {
    this.#globals.push(readValueType(reader));
    reader.byte();
    skipConstantExpression(reader);
  }

  #readExport(reader: ByteReader): void {
    const name = reader.name();
    const kind = readKind(reader);
    const start = reader.offset;
    const index = reader.u32();
    let type: FunctionType | null = null;
    let valueType: ValueType | null | undefined = null;
    if (kind === "function") type = this.#types[this.#functions[index] ?? NaN] ?? null;
    else if (kind === "table") valueType = this.#tables[index];
    else if (kind === "global") valueType = this.#globals[index];
    if (valueType === undefined || (kind === "function" && type === null)) {
      throw invalidModule(`no ${kind} ${index}`, start);
    }
    this.#exports.push({ name, kind, index, type, valueType });
  }

  #readBody(reader: ByteReader): void {
    const byteLength = reader.u32();
    reader.take(byteLength);
    this.#bodySizes.push(byteLength);
  }

  #readData(reader: ByteReader): void {
    const start = reader.offset;
    const mode = reader.u32();
    if (mode > DATA_OF_MEMORY) throw invalidModule(`unknown mode of data segment ${mode}`, start);
    if (mode === DATA_OF_MEMORY) reader.u32();
    if (mode !== PASSIVE_DATA) skipConstantExpression(reader);
    const byteLength = reader.u32();
    reader.take(byteLength);
    this.#dataSizes.push(byteLength);
  }
}

function readKind(reader: ByteReader): ExternalKind {
  const start = reader.offset;
  const code = reader.byte();
  const kind = KINDS[code];
  if (kind === undefined) throw invalidModule(`unknown kind of import or export ${code}`, start);
  return kind;
}
