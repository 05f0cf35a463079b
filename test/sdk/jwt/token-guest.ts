import { Status } from "../../../assembly/shared/abi.js";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { verifySignature } from "../../../tooling/host/foreign/foreign-crypto.js";

type Callback = (...numbers: number[]) => number;
type Exports = Record<string, Callback> & { readonly memory: WebAssembly.Memory };

/** The filter `test/fixtures/filters/jwt` on the smallest host that lets it verify tokens. */
export interface TokenGuest {
  /** Takes keys and rules; the reason why not, or nothing. */
  configure(configuration: unknown): string;
  /** What it says of a token: "valid", or the reason why not. */
  verify(token: string): string;
}

/** The module that guests are made of: it is compiled once. */
export async function compileTokenGuest(): Promise<WebAssembly.Module> {
  const { module } = await compileFilter({ filter: "test/fixtures/filters/jwt" });
  return new WebAssembly.Module(module as BufferSource);
}

export function startTokenGuest(module: WebAssembly.Module): TokenGuest {
  let configuration: Uint8Array = Buffer.alloc(0);
  let token: Uint8Array | null = null;
  let answer = "";
  let refusal = "";
  let stream = 1;
  const text = (at: number, size: number): string =>
    Buffer.from(new Uint8Array(exports.memory.buffer, at, size)).toString();
  const call = (name: string, ...numbers: number[]): number => exports[name]?.(...numbers) ?? 0;
  const handOver = (bytes: Uint8Array, out: number, size: number): Status => {
    const at = call("malloc", bytes.length);
    if (at === 0) return Status.InvalidMemoryAccess;
    new Uint8Array(exports.memory.buffer).set(bytes, at);
    const view = new DataView(exports.memory.buffer);
    view.setUint32(out, at, true);
    view.setUint32(size, bytes.length, true);
    return Status.Ok;
  };
  const answers: Record<string, Callback> = {
    proxy_get_buffer_bytes: (_buffer, _start, _length, out = 0, size = 0) => handOver(configuration, out, size),
    proxy_get_header_map_value: (_map, name = 0, nameSize = 0, out = 0, size = 0) =>
      token !== null && text(name, nameSize) === "x-token" ? handOver(token, out, size) : Status.NotFound,
    proxy_get_property: () => Status.NotFound,
    proxy_log: (_level, at = 0, size = 0) => {
      refusal = text(at, size);
      return Status.Ok;
    },
    proxy_send_local_response: (_status, _details, _detailsSize, body = 0, bodySize = 0) => {
      answer = text(body, bodySize);
      return Status.Ok;
    },
    proxy_call_foreign_function: (_name, _nameSize, argument = 0, argumentSize = 0, out = 0, size = 0) => {
      const { status, result } = verifySignature(
        Buffer.from(new Uint8Array(exports.memory.buffer, argument, argumentSize)),
      );
      return status === Status.Ok ? handOver(result, out, size) : status;
    },
  };
  const env = Object.fromEntries(
    WebAssembly.Module.imports(module).map(({ name }) => [name, answers[name] ?? (() => Status.Ok)]),
  );
  const exports = new WebAssembly.Instance(module, { env }).exports as unknown as Exports;
  const ask = (given: Uint8Array): string => {
    token = given;
    answer = "no answer";
    stream++;
    call("proxy_on_context_create", stream, 1);
    call("proxy_on_request_headers", stream, 1, 1);
    call("proxy_on_delete", stream);
    return answer;
  };
  call("_initialize");
  call("proxy_on_context_create", 1, 0);
  return {
    configure(given) {
      configuration = Buffer.from(typeof given === "string" ? given : JSON.stringify(given));
      refusal = "";
      return call("proxy_on_configure", 1, configuration.length) === 1 ? "" : refusal;
    },
    verify: (given) => ask(Buffer.from(given)),
  };
}
