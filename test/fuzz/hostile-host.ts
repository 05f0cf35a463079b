import { randomSource } from "../sdk/probe.js";
import { hostileBytes, largeBytes, oddNumber } from "./hostile-bytes.js";

type Callback = (...numbers: number[]) => number;

/** Where host functions write what they found: the address and the size of bytes, a u32, a u64. */
const RESULTS: Readonly<Record<string, { bytes?: number; u32?: readonly number[]; u64?: number }>> = {
  proxy_get_status: { bytes: 1, u32: [0] },
  proxy_get_property: { bytes: 2 },
  proxy_get_header_map_value: { bytes: 3 },
  proxy_get_header_map_pairs: { bytes: 1 },
  proxy_get_buffer_bytes: { bytes: 3 },
  proxy_get_shared_data: { bytes: 2, u32: [4] },
  proxy_dequeue_shared_queue: { bytes: 1 },
  proxy_call_foreign_function: { bytes: 4 },
  proxy_get_log_level: { u32: [0] },
  proxy_get_header_map_size: { u32: [1] },
  proxy_get_buffer_status: { u32: [1, 2] },
  proxy_http_call: { u32: [9] },
  proxy_grpc_call: { u32: [11] },
  proxy_grpc_stream: { u32: [8] },
  proxy_register_shared_queue: { u32: [2] },
  proxy_resolve_shared_queue: { u32: [4] },
  proxy_define_metric: { u32: [3] },
  proxy_get_metric: { u64: 1 },
  proxy_get_current_time_nanoseconds: { u64: 0 },
  environ_sizes_get: { u32: [0, 1] },
};

const INVALID_MEMORY_ACCESS = 6;
const LARGEST = 80 << 20;

export interface Manner {
  /** What every host function answers; null: anything, mostly Ok. */
  readonly status: number | null;
  /** Whether large values come, which take their time. */
  readonly isLavish: boolean;
  /** Whether a result may lie where the guest has no memory. */
  readonly pointsAnywhere: boolean;
  /** What a path is now and then, where a module does what its path says. Default: nothing that it knows. */
  readonly paths?: readonly string[];
}

/**
 * A host that answers anything: any status, results that are not there, not whole, of another size than they say, of bytes that are
 * nothing. The same seed answers the same. Once `calm()` was called it is a host as it should be, that has nothing to give.
 */
export class HostileHost {
  readonly logs: string[] = [];
  /** Names and values of the headers that were set since `calm()`. */
  readonly headers = new Map<string, string>();
  private isCalm = false;
  private readonly exports: Record<string, Callback | undefined> & { readonly memory: WebAssembly.Memory };
  private readonly random: (below: number) => number;

  constructor(
    module: WebAssembly.Module,
    seed: number,
    private readonly manner: Manner,
  ) {
    this.random = randomSource(seed);
    const imports: Record<string, Record<string, Callback>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      (imports[from] ??= {})[name] = (...args) => (this.isCalm ? this.answer(name, args) : this.harass(name, args));
    }
    this.exports = new WebAssembly.Instance(module, imports).exports as unknown as typeof this.exports;
    this.call("_initialize");
  }

  /** Bytes of the guest's memory. */
  get memorySize(): number {
    return this.exports.memory.buffer.byteLength;
  }

  /** Calls the guest; what it does not export is not called, as by any host. */
  call(name: string, ...numbers: number[]): number {
    return this.exports[name]?.(...numbers) ?? 0;
  }

  /** From now on it behaves. */
  calm(): void {
    this.isCalm = true;
    this.headers.clear();
  }

  private answer(name: string, args: readonly number[]): number {
    if (name === "proxy_log") this.logs.push(this.text(args[1], args[2]));
    if (name === "proxy_replace_header_map_value") {
      this.headers.set(this.text(args[1], args[2]), this.text(args[3], args[4]));
    }
    return RESULTS[name]?.bytes === undefined ? 0 : 1;
  }

  private harass(name: string, args: readonly number[]): number {
    const { manner, random } = this;
    if (name === "proxy_log") this.logs.push(this.text(args[1], args[2]));
    // Without its root id a module does nothing, whatever comes.
    if (name === "proxy_get_property" && this.text(args[0], args[1]) === "plugin_root_id" && random(20) > 0) return 1;
    const results = RESULTS[name];
    if (
      name === "proxy_get_header_map_value" &&
      this.text(args[1], args[2]) === ":path" &&
      this.givePath(args[3] ?? 0)
    ) {
      return 0;
    }
    let status = manner.status ?? (random(3) > 0 ? 0 : random(256));
    if (results?.bytes !== undefined && !this.giveBytes(args[results.bytes] ?? 0) && manner.status === null) {
      status = INVALID_MEMORY_ACCESS;
    }
    for (const place of results?.u32 ?? []) {
      if (random(8) > 0) this.store(args[place] ?? 0, random(4) > 0 ? random(6) : oddNumber(random));
    }
    if (results?.u64 !== undefined && random(8) > 0) {
      this.store(args[results.u64] ?? 0, oddNumber(random));
      this.store((args[results.u64] ?? 0) + 4, random(2) === 0 ? 0 : oddNumber(random));
    }
    if (name === "environ_get" || name === "random_get") this.scribble(args[0] ?? 0);
    return status;
  }

  /** Hands bytes over at `out`, or not; false when the guest had no room for them. */
  private giveBytes(out: number): boolean {
    const { random, manner } = this;
    if (random(6) === 0) return true;
    if (random(8) === 0) {
      const size = this.memorySize;
      const at = manner.pointsAnywhere ? oddNumber(random) : random(size);
      this.store(out, at);
      this.store(out + 4, manner.pointsAnywhere ? oddNumber(random) : random(Math.min(size - at, 200) + 1));
      return true;
    }
    const isLarge = manner.isLavish && random(12) === 0;
    return this.handOver(isLarge ? largeBytes(random, random(2) === 0 ? LARGEST : 4 << 20) : hostileBytes(random), out);
  }

  /** Hands over a path that the module knows, mostly; false where there is none. */
  private givePath(out: number): boolean {
    const { paths = [] } = this.manner;
    const path = paths[this.random(paths.length + 1)];
    return path !== undefined && this.handOver(Buffer.from(path), out);
  }

  private handOver(bytes: Uint8Array, out: number): boolean {
    const { random } = this;
    const at = this.call("malloc", bytes.length) >>> 0;
    if (at === 0) return bytes.length === 0;
    new Uint8Array(this.exports.memory.buffer).set(bytes, at);
    this.store(out, at);
    this.store(out + 4, random(8) === 0 ? random(bytes.length + 1) : bytes.length);
    return true;
  }

  /** Random addresses, or random bytes. */
  private scribble(at: number): void {
    for (let i = 0; i < this.random(5); ++i) {
      this.store(at + 4 * i, this.random(2) === 0 ? oddNumber(this.random) : this.random(this.memorySize));
    }
  }

  private store(at: number, value: number): void {
    if ((at >>> 0) + 4 <= this.memorySize) new DataView(this.exports.memory.buffer).setUint32(at >>> 0, value, true);
  }

  private text(at = 0, size = 0): string {
    return Buffer.from(this.exports.memory.buffer)
      .subarray(at >>> 0, (at >>> 0) + (size >>> 0))
      .toString();
  }
}
