import { compileFilter } from "../../../tooling/compile/compile.js";

type Callback = (...numbers: number[]) => number;
type Exports = Record<string, Callback> & { readonly memory: WebAssembly.Memory };

const OK = 0;
const NOT_FOUND = 1;
const REQUEST_BODY = 0;

/** What the filter answers to a body; null where it lets it pass. */
export interface Refusal {
  readonly status: number;
  readonly detail: string;
}

/** `body-guard`'s module alone, on a host as small as can be. */
export interface BodyGuest {
  readonly memory: WebAssembly.Memory;
  /** The plugin with another configuration; why it refuses it, or null. */
  configure(config: object): string | null;
  /** One request with a body, under the configuration that came last. */
  send(body: string): Refusal | null;
}

export async function startBodyGuest(): Promise<BodyGuest> {
  const { module } = await compileFilter({ filter: "filters/body-guard" });
  const compiled = new WebAssembly.Module(module as BufferSource);
  const headers: Readonly<Record<string, string>> = { ":method": "POST", "content-type": "application/json" };
  let configuration: Uint8Array = new Uint8Array();
  let body: Uint8Array = new Uint8Array();
  let lastLog = "";
  let refusal: Refusal | null = null;
  let rootId = 0;
  let nextId = 1;

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
  const answers: Record<string, Callback> = {
    proxy_get_buffer_bytes: (type, _start, _length, out = 0, size = 0) =>
      handOver(type === REQUEST_BODY ? body : configuration, out, size),
    proxy_get_buffer_status: (_type, size = 0) => {
      new DataView(exports.memory.buffer).setUint32(size, body.length, true);
      return OK;
    },
    proxy_get_header_map_value: (_map, start = 0, size = 0, out = 0, outSize = 0) => {
      const value = headers[bytes(start, size).toString()];
      return handOver(value === undefined ? undefined : Buffer.from(value), out, outSize);
    },
    proxy_log: (_level, start = 0, size = 0) => ((lastLog = bytes(start, size).toString()), OK),
    proxy_send_local_response: (status = 0, _details, _detailsSize, start = 0, size = 0) => {
      const { detail } = JSON.parse(bytes(start, size).toString()) as { detail: string };
      refusal = { status, detail };
      return OK;
    },
  };
  const imports: Record<string, Record<string, Callback>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(compiled)) {
    (imports[from] ??= {})[name] = answers[name] ?? (() => OK);
  }
  const exports = new WebAssembly.Instance(compiled, imports).exports as unknown as Exports;
  exports["_initialize"]?.();
  return {
    memory: exports.memory,
    configure(config) {
      if (rootId > 0) exports["proxy_on_delete"]?.(rootId);
      rootId = nextId++;
      configuration = Buffer.from(JSON.stringify(config));
      exports["proxy_on_context_create"]?.(rootId, 0);
      return exports["proxy_on_configure"]?.(rootId, configuration.length) === 0 ? lastLog : null;
    },
    send(text) {
      const id = nextId++;
      body = Buffer.from(text);
      refusal = null;
      exports["proxy_on_context_create"]?.(id, rootId);
      exports["proxy_on_request_headers"]?.(id, 2, 0);
      exports["proxy_on_request_body"]?.(id, body.length, 1);
      exports["proxy_on_delete"]?.(id);
      return refusal;
    },
  };
}
