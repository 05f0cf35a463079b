import { compileFilter } from "../../tooling/compile/compile.js";

type Callback = (...numbers: number[]) => number;
type Exports = Record<string, Callback> & { readonly memory: WebAssembly.Memory };

const INVALID_MEMORY_ACCESS = 6;

/** Calls a function of the SDK, as a filter would, with bytes for its input; the answer is what the probe makes of its result. */
export interface Probe {
  call(name: string, input: string | Uint8Array): string;
  /** The answer, read as JSON. */
  json(name: string, input: string | Uint8Array): unknown;
}

/** Compiles `test/fixtures/filters/web/probe.ts` and runs it on a host of two functions: one gives the body, the other takes it. */
export async function startProbe(): Promise<Probe> {
  const { module } = await compileFilter({ filter: "test/fixtures/filters/web/probe.ts" });
  const compiled = new WebAssembly.Module(module as BufferSource);
  let body: Uint8Array = new Uint8Array();
  const answers: Record<string, Callback> = {
    proxy_get_buffer_bytes: (_buffer, _start, _length, out = 0, size = 0) => {
      const at = exports["malloc"]?.(body.length) ?? 0;
      if (at === 0) return INVALID_MEMORY_ACCESS;
      new Uint8Array(exports.memory.buffer).set(body, at);
      const view = new DataView(exports.memory.buffer);
      view.setUint32(out, at, true);
      view.setUint32(size, body.length, true);
      return 0;
    },
    proxy_set_buffer_bytes: (_buffer, _start, _length, at = 0, size = 0) => {
      body = new Uint8Array(exports.memory.buffer).slice(at, at + size);
      return 0;
    },
    proxy_get_property: () => 1,
  };
  const imports: Record<string, Record<string, Callback>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(compiled)) {
    (imports[from] ??= {})[name] = answers[name] ?? (() => 0);
  }
  const exports = new WebAssembly.Instance(compiled, imports).exports as unknown as Exports;
  exports["_initialize"]?.();
  exports["proxy_on_configure"]?.(1, 0);
  const call: Probe["call"] = (name, input) => {
    body = Buffer.concat([Buffer.from(`${name} `), Buffer.from(input)]);
    exports["proxy_on_request_body"]?.(2, body.length, 1);
    return Buffer.from(body).toString();
  };
  return { call, json: (name, input) => JSON.parse(call(name, input)) as unknown };
}

/** A deterministic source of numbers (mulberry32): the same seed gives the same run. */
export function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** So many pieces of those given, in any order. */
export function randomText(random: (below: number) => number, pieces: readonly string[], most: number): string {
  return Array.from({ length: random(most + 1) }, () => pieces[random(pieces.length)] ?? "").join("");
}
