import { join } from "node:path";
import asc from "assemblyscript/asc";
import binaryen from "binaryen";
import { MAXIMUM_MEMORY_PAGES } from "../../../assembly/shared/memory-limit.js";
import { packageRoot } from "../../../tooling/package-root.js";

const SOURCE = join("test", "fixtures", "regex-guest", "index.ts");
const FLAGS = [
  ...["--exportStart", "_initialize", "--use", "abort=trapOnAbort", "--maximumMemory", String(MAXIMUM_MEMORY_PAGES)],
  ...["--runtime", "minimal", "--use", "managedSize=~lib/rt/tcms/total", "-O3"],
];

type Function = (...numbers: number[]) => number;
type Exports = Record<string, Function> & { readonly memory: WebAssembly.Memory };

export interface GuestMatch {
  readonly index: number;
  readonly end: number;
  /** What each group holds, the whole match first; null where it took no part. */
  readonly groups: readonly (string | null)[];
}

/** `sdk/regex` in a module of its own, which counts the steps that it takes. */
export class RegexGuest {
  readonly #exports: Exports;
  #steps = 0;

  private constructor(module: WebAssembly.Module) {
    const env = { log_execution: () => void this.#steps++ };
    this.#exports = new WebAssembly.Instance(module, { env }).exports as unknown as Exports;
    this.#call("_initialize");
  }

  /** Each function's start and each turn of a loop is a step when `countsSteps`; else none is, which is faster. */
  static async start({ countsSteps = false } = {}): Promise<RegexGuest> {
    const binary = await compileGuest();
    return new RegexGuest(new WebAssembly.Module((countsSteps ? countSteps(binary) : binary) as BufferSource));
  }

  /** Returns the error, empty when there is none. */
  compile(pattern: string, flags = ""): string {
    this.#call("collect");
    return this.#read(this.#call("compile", this.#write(pattern), this.#write(flags))) ?? "";
  }

  test(text: string): boolean {
    return this.#call("test", this.#write(text)) !== 0;
  }

  testBytes(bytes: Uint8Array): boolean {
    const at = this.#call("newText", bytes.length);
    new Uint8Array(this.#exports.memory.buffer).set(bytes, at);
    return this.#call("testBytes", at, bytes.length) !== 0;
  }

  exec(text: string, groupCount: number): GuestMatch | null {
    const index = this.#call("exec", this.#write(text));
    if (index < 0) return null;
    const groups = Array.from({ length: groupCount }, (_, group) => this.#read(this.#call("group", group)));
    return { index, end: this.#call("end"), groups };
  }

  /** What a group of the last match holds. */
  named(name: string): string | null {
    return this.#read(this.#call("named", this.#write(name)));
  }

  replace(text: string, replacement: string, lengthMax = 1 << 20): string | null {
    return this.#read(this.#call("replace", this.#write(text), this.#write(replacement), lengthMax));
  }

  replaceAll(text: string, replacement: string, lengthMax = 1 << 20): string | null {
    return this.#read(this.#call("replaceAll", this.#write(text), this.#write(replacement), lengthMax));
  }

  /** How many steps `action` took. */
  stepsOf(action: () => void): number {
    this.#steps = 0;
    action();
    return this.#steps;
  }

  collect(): void {
    this.#call("collect");
  }

  get memorySize(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  #call(name: string, ...numbers: number[]): number {
    return this.#exports[name]?.(...numbers) ?? 0;
  }

  /** A new string in the guest's memory. */
  #write(text: string): number {
    const at = this.#call("newText", text.length * 2);
    const units = new Uint16Array(this.#exports.memory.buffer, at, text.length);
    for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
    return at;
  }

  #read(at: number): string | null {
    if (at === 0) return null;
    const { buffer } = this.#exports.memory;
    const size = new DataView(buffer).getUint32(at - 4, true);
    return Buffer.from(buffer, at, size).toString("utf16le");
  }
}

let compiled: Promise<Uint8Array> | null = null;

function compileGuest(): Promise<Uint8Array> {
  compiled ??= (async () => {
    let binary: Uint8Array | null = null;
    const { error } = await asc.main([SOURCE, "--baseDir", packageRoot(), "--outFile", "guest.wasm", ...FLAGS], {
      writeFile: (_name: string, contents: string | Uint8Array) => void (binary = contents as Uint8Array),
    });
    if (error !== null || binary === null) throw new Error("the guest does not compile", { cause: error });
    return binary;
  })();
  return compiled;
}

/** Makes the module call `env.log_execution` at every step. */
function countSteps(binary: Uint8Array): Uint8Array {
  const module = binaryen.readBinary(binary);
  try {
    module.runPasses(["log-execution"]);
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
