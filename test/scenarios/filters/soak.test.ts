import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";

type Callback = (...numbers: number[]) => number;
type Guest = Record<string, Callback> & { memory: WebAssembly.Memory };

const PLUGIN_CONFIGURATION = 7;

/** Requests of each filter; a body that is searched takes its time. */
const SOAKS = [
  ["headers", 100_000],
  ["substitute", 20_000],
] as const;

/** What every message of the soak has, on both sides. */
const FIELDS: readonly (readonly [string, string])[] = [
  [":method", "GET"],
  [":path", "/v1/tenants/7/x?a=1&debug=%61&debug"],
  [":authority", "shop.example.com"],
  [":status", "503"],
  ["cookie", "a=1; b=2; a=3"],
  ["set-cookie", "id=1; Path=/"],
  ["content-type", "text/html; charset=utf-8"],
  ["x-forwarded-client-cert", "By=a;URI=spiffe://shop/orders"],
];

/** The fields as the ABI serializes them. */
function pairs(): Buffer {
  const sizes = FIELDS.flatMap(([name, value]) => [name.length, value.length]);
  const head = Buffer.alloc(4 + 4 * sizes.length);
  [FIELDS.length, ...sizes].forEach((size, index) => head.writeUInt32LE(size, 4 * index));
  return Buffer.concat([
    head,
    Buffer.from(
      FIELDS.flat()
        .map((text) => `${text}\0`)
        .join(""),
    ),
  ]);
}

/** The module behind a host as small as can be, configured: it hands over the same message again and again. */
function instantiate(module: WebAssembly.Module, configuration: Uint8Array): Guest {
  const fields = new Map<string, Uint8Array>(FIELDS.map(([name, value]) => [name, Buffer.from(value)]));
  const all = pairs();
  const body = Buffer.from("<a href='http://legacy.example.com'>1234</a>".repeat(20));
  const handOver = (value: Uint8Array | undefined, out: number, outSize: number): number => {
    if (value === undefined) return 1;
    const at = guest["malloc"]?.(value.length) ?? 0;
    new Uint8Array(guest.memory.buffer).set(value, at);
    const view = new DataView(guest.memory.buffer);
    view.setUint32(out, at, true);
    view.setUint32(outSize, value.length, true);
    return 0;
  };
  const answers: Record<string, Callback> = {
    proxy_get_header_map_value: (_map, name = 0, size = 0, out = 0, outSize = 0) =>
      handOver(fields.get(Buffer.from(guest.memory.buffer, name, size).toString()), out, outSize),
    proxy_get_header_map_pairs: (_map, out = 0, outSize = 0) => handOver(all, out, outSize),
    proxy_get_buffer_bytes: (type, _start, _size, out = 0, outSize = 0) =>
      handOver(type === PLUGIN_CONFIGURATION ? configuration : body, out, outSize),
    proxy_get_buffer_status: (_type, size = 0) => {
      new DataView(guest.memory.buffer).setUint32(size, body.length, true);
      return 0;
    },
    proxy_get_property: () => 1,
  };
  const imports: Record<string, Record<string, Callback>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = answers[name] ?? (() => 0);
  }
  const guest = new WebAssembly.Instance(module, imports).exports as unknown as Guest;
  guest["_initialize"]?.();
  guest["proxy_on_context_create"]?.(1, 0);
  expect(guest["proxy_on_configure"]?.(1, configuration.length)).toBe(1);
  return guest;
}

describe("the memory of a filter", () => {
  it.each(SOAKS)(
    "is flat for %s with its example's configuration over %i requests",
    async (filter, requests) => {
      const { module } = await compileFilter({ filter: `filters/${filter}` });
      const configuration = await readFile(`istio/examples/${filter}.json`);
      const guest = instantiate(new WebAssembly.Module(module as BufferSource), configuration);
      const stream = (id: number): void => {
        guest["proxy_on_context_create"]?.(id, 1);
        guest["proxy_on_request_headers"]?.(id, FIELDS.length, 0);
        guest["proxy_on_request_body"]?.(id, 10, 1);
        guest["proxy_on_response_headers"]?.(id, FIELDS.length, 0);
        guest["proxy_on_response_body"]?.(id, 10, 1);
        guest["proxy_on_delete"]?.(id);
      };
      for (let id = 2; id < requests / 20; ++id) stream(id);
      const warm = guest.memory.buffer.byteLength;
      for (let id = requests / 20; id < requests; ++id) stream(id);
      expect(guest.memory.buffer.byteLength).toBe(warm);
      expect(warm).toBeLessThanOrEqual(8 * 65536);
    },
    120_000,
  );
});
