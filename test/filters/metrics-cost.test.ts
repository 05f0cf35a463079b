import { describe, expect, it } from "vitest";
import { compileFilter } from "../../tooling/compile/compile.js";

type Callback = (...numbers: number[]) => number | bigint;

const OK = 0;
const NOT_FOUND = 1;
const text = new TextDecoder();

/** A host as small as can be, that counts calls: properties and headers of one stream, shared data, ids of metrics. */
class CountingHost {
  calls = 0;
  /** What `request.method` and every header are. */
  value = "GET";
  readonly names = new Set<string>();
  readonly #shared = new Map<string, { bytes: Uint8Array; cas: number }>();
  readonly #exports: Record<string, Callback> & { memory: WebAssembly.Memory };

  constructor(module: Uint8Array, config: object) {
    const compiled = new WebAssembly.Module(module as BufferSource);
    const imports: Record<string, Record<string, Callback>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(compiled)) {
      const answer = this.#answers[name] ?? ((): number => OK);
      (imports[from] ??= {})[name] = (...args) => {
        this.calls += 1;
        return answer(...args);
      };
    }
    this.#exports = new WebAssembly.Instance(compiled, imports).exports as never;
    this.#config = new TextEncoder().encode(JSON.stringify(config));
    this.#exports["_initialize"]?.();
    this.#exports["proxy_on_context_create"]?.(1, 0);
    expect(this.#exports["proxy_on_configure"]?.(1, this.#config.length)).toBe(1);
  }

  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  /** One stream from its headers to its end. */
  stream(id: number, endOfStream: 0 | 1 = 1): void {
    this.#exports["proxy_on_context_create"]?.(id, 1);
    this.#exports["proxy_on_request_headers"]?.(id, 3, endOfStream);
    this.#exports["proxy_on_log"]?.(id);
    this.#exports["proxy_on_delete"]?.(id);
  }

  tick(): void {
    this.#exports["proxy_on_tick"]?.(1);
  }

  readonly #config: Uint8Array;
  readonly #answers: Record<string, Callback> = {
    proxy_get_buffer_bytes: (_type, _start, _size, out = 0, outSize = 0) => this.#give(this.#config, out, outSize),
    proxy_get_header_map_value: (_map, _name, _size, out = 0, outSize = 0) => this.#give(this.value, out, outSize),
    proxy_get_property: (path = 0, size = 0, out = 0, outSize = 0) => {
      const name = text.decode(this.#bytes(path, size));
      if (name === "request\0method") return this.#give(this.value, out, outSize);
      if (name.startsWith("plugin")) return NOT_FOUND;
      return this.#give(new Uint8Array([200, 0, 0, 0, 0, 0, 0, 0]), out, outSize);
    },
    proxy_get_shared_data: (key = 0, size = 0, out = 0, outSize = 0, casOut = 0) => {
      const found = this.#shared.get(text.decode(this.#bytes(key, size)));
      if (found === undefined) return NOT_FOUND;
      this.#give(found.bytes, out, outSize);
      new DataView(this.#exports.memory.buffer).setUint32(casOut, found.cas, true);
      return OK;
    },
    proxy_set_shared_data: (key = 0, size = 0, value = 0, length = 0) => {
      const name = text.decode(this.#bytes(key, size));
      const cas = (this.#shared.get(name)?.cas ?? 0) + 1;
      this.#shared.set(name, { bytes: this.#bytes(value, length).slice(), cas });
      return OK;
    },
    proxy_define_metric: (_type, name = 0, size = 0, out = 0) => {
      this.names.add(text.decode(this.#bytes(name, size)));
      new DataView(this.#exports.memory.buffer).setUint32(out, this.names.size, true);
      return OK;
    },
  };

  #bytes(at: number, size: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, at, size);
  }

  #give(value: string | Uint8Array, out: number, outSize: number): number {
    const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
    const at = bytes.length === 0 ? 0 : Number(this.#exports["malloc"]?.(bytes.length));
    new Uint8Array(this.#exports.memory.buffer).set(bytes, at);
    const view = new DataView(this.#exports.memory.buffer);
    view.setUint32(out, at, true);
    view.setUint32(outSize, bytes.length, true);
    return OK;
  }
}

const ALL = {
  metrics: [
    ...["requests_total", "request_duration_ms", "request_bytes", "response_bytes"],
    ...["requests_in_flight", "upstream_latency_ms", "upstream_errors_total"],
  ],
  requests_total: ["method", "status_class", "host", "tenant"],
  labels: [{ label: "tenant", from: "request_header", name: "x-tenant" }],
};

describe("what metrics cost", async () => {
  const { module } = await compileFilter({ filter: "filters/metrics" });

  it("is a module of at most 60 KB", () => {
    expect(module.length).toBeLessThanOrEqual(60 * 1024);
  });

  it.each([
    ["without a configuration", {}, 1, 8],
    ["without a configuration, of a request with a body", {}, 0, 10],
    ["of one counter", { metrics: ["requests_total"], requests_total: ["status_class"] }, 1, 2],
  ] as const)("is few host calls a request %s", (_, config, endOfStream, calls) => {
    const host = new CountingHost(module, config);
    host.stream(2, endOfStream);
    host.calls = 0;
    host.stream(3, endOfStream);
    expect(host.calls).toBe(calls);
  });

  it("is memory that stays, whatever clients make up over 200,000 requests", () => {
    const host = new CountingHost(module, ALL);
    const run = (from: number, to: number): void => {
      for (let id = from; id < to; ++id) {
        host.value = `made-up-${(id * 7919) % 50_021}`.padEnd(id % 200, "x");
        host.stream(id);
        if (id % 1000 === 0) host.tick();
      }
    };
    run(2, 20_000);
    const warm = host.memoryBytes;
    const series = host.names.size;
    run(20_000, 200_000);
    expect(host.memoryBytes).toBe(warm);
    expect(host.names.size).toBe(series);
    // Of each metric one series that takes the rest, and the gauge.
    expect(series).toBeLessThanOrEqual(1000 + ALL.metrics.length);
    expect(warm).toBeLessThanOrEqual(16 * 65536);
  });
});
