import { beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "../../tooling/compile/compile.js";

type Callback = (...numbers: number[]) => number;

const MEBIBYTE = 1 << 20;

interface Guest {
  (value: Uint8Array, name: string, ...numbers: number[]): number;
  /** Bodies of its local replies. */
  readonly replies: string[];
  /** Their statuses. */
  readonly statuses: number[];
  /** Tokens of the gRPC calls that it gave up. */
  readonly cancelled: number[];
}

/** A guest whose host hands over one value for every header and body; the only property is the root id. */
async function start(filter: string): Promise<Guest> {
  const { module } = await compileFilter({ filter: `test/fixtures/filters/${filter}` });
  const compiled = new WebAssembly.Module(module as BufferSource);
  let value = new Uint8Array();
  const handOver = (bytes: Uint8Array, args: readonly number[]): number => {
    const [out = 0, outSize = 0] = args.slice(-2);
    const at = exports["malloc"]?.(bytes.length) ?? 0;
    if (at === 0) return 6;
    new Uint8Array(exports.memory.buffer).set(bytes, at);
    const view = new DataView(exports.memory.buffer);
    view.setUint32(out, at, true);
    view.setUint32(outSize, bytes.length, true);
    return 0;
  };
  const replies: string[] = [];
  const statuses: number[] = [];
  const cancelled: number[] = [];
  const giveToken = (args: readonly number[]): number => {
    new DataView(exports.memory.buffer).setUint32(args.at(-1) ?? 0, 7, true);
    return 0;
  };
  const property: Callback = (path = 0, size = 0, ...out) => {
    const name = Buffer.from(exports.memory.buffer, path, size).toString();
    return name === "plugin_root_id" ? handOver(Buffer.from(filter), out) : 1;
  };
  const answers: Record<string, Callback> = {
    proxy_get_header_map_value: (...args) => handOver(value, args),
    proxy_get_buffer_bytes: (...args) => handOver(value, args),
    proxy_get_property: property,
    proxy_grpc_call: (...args) => giveToken(args),
    proxy_grpc_stream: (...args) => giveToken(args),
    proxy_grpc_cancel: (token = 0) => cancelled.push(token) - cancelled.length,
    proxy_send_local_response: (status = 0, _details, _detailsSize, body = 0, size = 0) =>
      statuses.push(status) -
      statuses.length +
      replies.push(Buffer.from(exports.memory.buffer, body, size).toString()) -
      replies.length,
  };
  const imports: Record<string, Record<string, Callback>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(compiled)) {
    (imports[from] ??= {})[name] = answers[name] ?? (() => 0);
  }
  const exports = new WebAssembly.Instance(compiled, imports).exports as unknown as Record<
    string,
    Callback | undefined
  > & { readonly memory: WebAssembly.Memory };
  const call = (given: Uint8Array, name: string, ...numbers: number[]): number => {
    value = Uint8Array.from(given);
    return exports[name]?.(...numbers) ?? 0;
  };
  const nothing = new Uint8Array();
  call(nothing, "_initialize");
  call(nothing, "proxy_on_context_create", 1, 0);
  call(nothing, "proxy_on_configure", 1, 0);
  return Object.assign(call, { replies, statuses, cancelled });
}

describe("a module whose memory is full", () => {
  // The compiler's first run takes the longest.
  beforeAll(async () => void (await start("everything")));

  it.each(Array.from({ length: 8 }, (_, index) => index))(
    "does not trap in parser %d, whatever the size",
    async (index) => {
      const call = await start("everything");
      for (const size of [4, 10, 20, 40]) {
        const value = Buffer.alloc(size * MEBIBYTE, "a%2&{");
        value[0] = 0xc3 | (index << 2);
        call(Buffer.of(), "proxy_on_context_create", 2, 1);
        expect(() => call(value, "proxy_on_request_body", 2, value.length, 1)).not.toThrow();
        call(Buffer.of(), "proxy_on_delete", 2);
      }
    },
  );

  // What the program itself makes of such values, such as a longer text, is its author's.
  it.each([20, 40, 60, 90])("does not trap in a program for @solo-io/proxy-runtime: values of %i MiB", async (size) => {
    for (const path of ["/headers", "/raw", "/set", "/copy", "/property", "/deny", "/body", "/late", "/over"]) {
      const call = await start("compat-http");
      const value = Buffer.alloc(size * MEBIBYTE, path);
      call(Buffer.of(), "proxy_on_context_create", 2, 1);
      for (const name of ["proxy_on_request_headers", "proxy_on_response_headers"]) {
        expect(() => call(value, name, 2, 1, 0)).not.toThrow();
      }
      expect(() => call(value, "proxy_on_request_body", 2, value.length, 1)).not.toThrow();
    }
  });

  it.each([
    ["a call fails", "/Echo", "failure 8"],
    ["a stream is cancelled and closed", "/stream", "close 8"],
  ])("does not take a gRPC message that it can't hold for an empty one: %s", async (_what, path, said) => {
    const call = await start("grpc");
    call(Buffer.of(), "proxy_on_context_create", 2, 1);
    call(Buffer.from(path), "proxy_on_request_headers", 2, 1, 1);
    call(Buffer.alloc(100 * MEBIBYTE), "proxy_on_grpc_receive", 1, 7, 100 * MEBIBYTE);
    expect(call.replies.join()).toContain(said);
    expect(call.cancelled).toEqual(path === "/stream" ? [7] : []);
  });

  it("answers 500 where it can't hold the text of a reply of bytes, and no empty one", async () => {
    for (const size of [1, 10, 15, 20]) {
      const call = await start("bytes-reply");
      call(Buffer.of(), "proxy_on_context_create", 2, 1);
      call(Buffer.alloc(size * MEBIBYTE, "/text"), "proxy_on_request_headers", 2, 1, 1);
      expect(call.statuses).toHaveLength(1);
      expect(call.replies[0]?.length === size * MEBIBYTE).toBe(call.statuses[0] === 403);
      if (size >= 15) expect(call.statuses).toEqual([500]);
    }
  });

  it.each([20, 1000, 60_000])(
    "refuses streams that would keep %i bytes each, and lets those that it has end",
    async (size) => {
      const call = await start("adversarial");
      const path = Buffer.from("/hold?".padEnd(size, "x"));
      let id = 2;
      for (let refused = 0; refused < 1000; ++id) {
        call(path, "proxy_on_context_create", id, 1);
        // PauseAndWatermark holds it; StopIteration is what refuses.
        if (call(path, "proxy_on_request_headers", id, 4, 1) === 1) ++refused;
        expect(id).toBeLessThan(2_000_000);
      }
      for (let ended = 2; ended < id; ++ended) {
        call(path, "proxy_on_request_body", ended, size, 1);
        call(path, "proxy_on_response_headers", ended, 4, 1);
        call(path, "proxy_on_log", ended);
        call(path, "proxy_on_delete", ended);
      }
      call(path, "proxy_on_context_create", id, 1);
      expect(call(path, "proxy_on_request_headers", id, 4, 1)).not.toBe(1);
    },
    60_000,
  );

  /** The numbers of the ABI: Continue, StopIteration, StopAllIterationAndBuffer, StopAllIterationAndWatermark. */
  const [READ, EMPTY, READ_NOT_PREPARED, NOT_READ] = [0, 1, 3, 4];

  it.each([
    [0, EMPTY],
    [5, READ],
    [20, READ_NOT_PREPARED],
    [25, NOT_READ],
    [40, NOT_READ],
    [70, NOT_READ],
  ])("tells a header of %i MiB that it can't read from none and from an empty one", async (size, expected) => {
    const call = await start("room");
    const value = Buffer.alloc(size * MEBIBYTE, "a");
    expect(call(value, "proxy_on_request_headers", 2, 1, 1)).toBe(expected);
  });

  it("closes connections that it would keep something of", async () => {
    const call = await start("held-connections");
    const nothing = Buffer.of();
    let id = 2;
    do {
      call(nothing, "proxy_on_context_create", id, 1);
      expect(id).toBeLessThan(200_000);
    } while (call(nothing, "proxy_on_new_connection", id++) === 0);
    expect(id).toBeGreaterThan(40_000);
    expect(call(nothing, "proxy_on_downstream_data", id - 1, 1, 0)).toBe(1);
    expect(call(nothing, "proxy_on_downstream_data", 2, 1, 0)).toBe(0);
  });

  it("does not come about by labels that a client chose", async () => {
    const call = await start("lifecycle");
    for (let id = 2; id < 620; ++id) {
      call(Buffer.of(), "proxy_on_context_create", id, 1);
      const label = Buffer.from(`${id} `.padEnd(60_000, "x"));
      expect(() => call(label, "proxy_on_request_headers", id, 3, 1)).not.toThrow();
      call(Buffer.of(), "proxy_on_delete", id);
    }
  });
});
