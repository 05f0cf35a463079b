import { compileFilter } from "../../tooling/compile/compile.js";
import { serializePairs } from "../../tooling/host/http/pairs.js";

type Callback = (...numbers: number[]) => number;
type Exports = Record<string, Callback> & { readonly memory: WebAssembly.Memory };

const OK = 0;
const NOT_FOUND = 1;
const CAS_MISMATCH = 8;
const REQUEST_HEADERS = 0;
const RESPONSE_HEADERS = 2;
const CALLOUT_HEADERS = 6;
const CALLOUT_BODY = 4;

/** What the next request is like. */
export interface GuestRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, string>>;
  /** The headers of the upstream's response. */
  readonly response?: Readonly<Record<string, string>>;
  /** What a service answers that is asked about it. */
  readonly answer?: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
}

/** A filter's module alone, on a host as small as can be, so that its memory can be seen. */
export interface Guest {
  readonly memory: WebAssembly.Memory;
  /** Keys of the shared data. */
  readonly keys: () => string[];
  /** One stream from its first callback to its last; whether the filter answered it itself. */
  request(request: GuestRequest): boolean;
}

/** Compiles a filter that comes with the package, and configures it. */
export async function startGuest(name: string, config: object): Promise<Guest> {
  const { module } = await compileFilter({ filter: `filters/${name}` });
  const compiled = new WebAssembly.Module(module as BufferSource);
  const encoder = new TextEncoder();
  const configuration = encoder.encode(JSON.stringify(config));
  const shared = new Map<string, { value: Uint8Array; cas: number }>();
  let current: GuestRequest = { headers: {}, properties: {} };
  let isAnswered = false;
  let nextCas = 1;
  let nextId = 2;
  let nanoseconds = BigInt(Date.UTC(2026, 0, 1)) * 1_000_000n;

  const bytes = (start: number, size: number): Buffer => Buffer.from(exports.memory.buffer, start, size);
  const handOver = (value: Uint8Array | undefined, out: number, outSize: number): number => {
    if (value === undefined) return NOT_FOUND;
    const at = value.length === 0 ? 0 : (exports["malloc"]?.(value.length) ?? 0);
    new Uint8Array(exports.memory.buffer).set(value, at);
    const view = new DataView(exports.memory.buffer);
    view.setUint32(out, at, true);
    view.setUint32(outSize, value.length, true);
    return OK;
  };
  const encode = (text: string | undefined): Uint8Array | undefined =>
    text === undefined ? undefined : encoder.encode(text);
  const calls: number[] = [];
  let nextCall = 1;
  const fieldsOf = (map = -1): Readonly<Record<string, string>> => {
    if (map === REQUEST_HEADERS) return current.headers;
    if (map === RESPONSE_HEADERS) return current.response ?? {};
    return map === CALLOUT_HEADERS ? (current.answer?.headers ?? {}) : {};
  };
  const answers: Record<string, Callback> = {
    proxy_get_buffer_bytes: (type, _start, _length, out = 0, size = 0) =>
      handOver(type === CALLOUT_BODY ? encode(current.answer?.body) : configuration, out, size),
    proxy_get_buffer_status: (_type, size = 0) => {
      new DataView(exports.memory.buffer).setUint32(size, encode(current.answer?.body)?.length ?? 0, true);
      return OK;
    },
    proxy_http_call: (...numbers) => {
      new DataView(exports.memory.buffer).setUint32(numbers.at(-1) ?? 0, nextCall, true);
      calls.push(nextCall++);
      return OK;
    },
    proxy_get_property: (path = 0, size = 0, out = 0, outSize = 0) =>
      handOver(encode(current.properties[bytes(path, size).toString().replaceAll("\0", ".")]), out, outSize),
    proxy_get_header_map_value: (map, start = 0, size = 0, out = 0, outSize = 0) =>
      handOver(encode(fieldsOf(map)[bytes(start, size).toString()]), out, outSize),
    proxy_get_header_map_pairs: (map, out = 0, size = 0) =>
      handOver(serializePairs(Object.entries(fieldsOf(map))), out, size),
    proxy_get_shared_data: (key = 0, size = 0, out = 0, outSize = 0, cas = 0) => {
      const entry = shared.get(bytes(key, size).toString());
      if (entry !== undefined) new DataView(exports.memory.buffer).setUint32(cas, entry.cas, true);
      return handOver(entry?.value, out, outSize);
    },
    proxy_set_shared_data: (key = 0, size = 0, value = 0, valueSize = 0, cas = 0) => {
      const name = bytes(key, size).toString();
      const entry = shared.get(name);
      if (entry !== undefined && cas !== 0 && cas !== entry.cas) return CAS_MISMATCH;
      shared.set(name, { value: Uint8Array.from(bytes(value, valueSize)), cas: nextCas++ });
      return OK;
    },
    proxy_get_current_time_nanoseconds: (out = 0) => {
      nanoseconds += 1_000_000n;
      new DataView(exports.memory.buffer).setBigUint64(out, nanoseconds, true);
      return OK;
    },
    proxy_send_local_response: () => ((isAnswered = true), OK),
  };
  const imports: Record<string, Record<string, Callback>> = {};
  for (const { module: from, name: function_ } of WebAssembly.Module.imports(compiled)) {
    (imports[from] ??= {})[function_] = answers[function_] ?? (() => OK);
  }
  const exports = new WebAssembly.Instance(compiled, imports).exports as unknown as Exports;
  exports["_initialize"]?.();
  exports["proxy_on_context_create"]?.(1, 0);
  if (exports["proxy_on_configure"]?.(1, configuration.length) === 0) {
    throw new Error(`${name} refuses its configuration`);
  }
  return {
    memory: exports.memory,
    keys: () => [...shared.keys()],
    request(request) {
      current = request;
      isAnswered = false;
      const id = nextId++;
      exports["proxy_on_context_create"]?.(id, 1);
      exports["proxy_on_request_headers"]?.(id, 8, 1);
      for (const call of calls.splice(0)) {
        const { headers = {}, body = "" } = request.answer ?? {};
        exports["proxy_on_http_call_response"]?.(1, call, Object.keys(headers).length, body.length, 0);
      }
      exports["proxy_on_response_headers"]?.(id, 8, 1);
      exports["proxy_on_log"]?.(id);
      exports["proxy_on_done"]?.(id);
      exports["proxy_on_delete"]?.(id);
      return isAnswered;
    },
  };
}
