import { describe, expect, it } from "vitest";
import { compileFilter } from "../../tooling/compile/compile.js";

type Callback = (...numbers: number[]) => number;

/** A host as small as can be: every value it hands over is the same text, through the guest's own allocator. */
function instantiate(
  module: WebAssembly.Module,
  value: Uint8Array,
): Record<string, Callback> & { memory: WebAssembly.Memory } {
  const handOver = (...args: number[]): number => {
    const [out = 0, outSize = 0] = args.slice(-2);
    const at = exports["malloc"]?.(value.length) ?? 0;
    new Uint8Array(exports.memory.buffer).set(value, at);
    const view = new DataView(exports.memory.buffer);
    view.setUint32(out, at, true);
    view.setUint32(outSize, value.length, true);
    return 0;
  };
  const notFound = (): number => 1;
  const ok = (): number => 0;
  const answers: Record<string, Callback> = {
    ...{ proxy_get_header_map_value: handOver, proxy_get_buffer_bytes: handOver },
    // Without a root id the module's only filter is meant; other properties are not there.
    proxy_get_property: notFound,
  };
  const imports: Record<string, Record<string, Callback>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = answers[name] ?? ok;
  }
  const exports = new WebAssembly.Instance(module, imports).exports as unknown as ReturnType<typeof instantiate>;
  exports["_initialize"]?.();
  exports["proxy_on_context_create"]?.(1, 0);
  exports["proxy_on_configure"]?.(1, 0);
  return exports;
}

describe("memory over 100,000 streams", () => {
  it.each(["hello", "messages", "callout"])("is flat for %s", async (filter) => {
    const { module } = await compileFilter({ filter: `test/fixtures/filters/${filter}` });
    const guest = instantiate(
      new WebAssembly.Module(module as BufferSource),
      new TextEncoder().encode("request-upper"),
    );
    const stream = (id: number): void => {
      guest["proxy_on_context_create"]?.(id, 1);
      guest["proxy_on_request_headers"]?.(id, 3, 0);
      guest["proxy_on_request_body"]?.(id, 13, 1);
      guest["proxy_on_response_headers"]?.(id, 3, 0);
      guest["proxy_on_http_call_response"]?.(1, 0, 1, 13, 0);
      guest["proxy_on_response_body"]?.(id, 13, 1);
      guest["proxy_on_log"]?.(id);
      guest["proxy_on_delete"]?.(id);
    };
    for (let id = 2; id < 5_000; ++id) stream(id);
    const warm = guest.memory.buffer.byteLength;
    for (let id = 5_000; id < 100_000; ++id) stream(id);
    expect(guest.memory.buffer.byteLength).toBe(warm);
    expect(warm).toBeLessThanOrEqual(4 * 65536);
  });

  // A collection is due once the objects take twice what the last one left. Where that falls within a wave differs from wave to wave, and so
  // does the most that a wave takes, by up to a half; memory grows by half of itself then. So the worst comes first: garbage up to the
  // limit, while all 5,000 streams are live. Holes in the heap that no later stream fits into would make it grow from there.
  it("takes for 5,000 live streams, again and again, what it took for the most garbage among them", async () => {
    const { module } = await compileFilter({ filter: "test/fixtures/filters/messages" });
    const guest = instantiate(new WebAssembly.Module(module as BufferSource), new TextEncoder().encode("describe"));
    const [live, short] = [5_000, 25_000];
    let next = 2;
    const open = (count: number): number => {
      const first = next;
      for (; next < first + count; ++next) {
        guest["proxy_on_context_create"]?.(next, 1);
        guest["proxy_on_request_headers"]?.(next, 3, 0);
      }
      return first;
    };
    const close = (first: number, end: number): void => {
      for (let id = first; id < end; ++id) guest["proxy_on_delete"]?.(id);
    };
    const held = open(live);
    for (let count = 0; count < short; ++count) close(open(1), next);
    close(held, held + live);
    const warm = guest.memory.buffer.byteLength;
    expect(warm).toBeLessThanOrEqual(33 * 65536);
    const waves = Array.from({ length: 40 }, () => {
      close(open(live), next);
      return guest.memory.buffer.byteLength;
    });
    expect(new Set(waves)).toEqual(new Set([warm]));
  });
});
