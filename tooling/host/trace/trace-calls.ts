import { BufferType, HeaderMapType, LogLevel, MetricType, Status, StreamType } from "../../../assembly/shared/abi.js";
import type { ProxyFunctionName } from "../../abi/signatures.js";
import type { GuestMemory } from "../memory.js";
import { parsePairs } from "../http/pairs.js";
import { showBytes, showPairs, showPath, showProperty, showSize, showValue } from "./trace-values.js";

/**
 * What each host function takes and gives, a word a value. Those that begin with `>` are results, written through a pointer.
 * `text`, `pairs` and the like stand for a pointer and a size.
 */
const CALLS: Readonly<Partial<Record<ProxyFunctionName, string>>> = {
  proxy_log: "level text",
  proxy_get_log_level: ">level",
  proxy_get_status: ">u32 >text",
  proxy_get_property: "path >property",
  proxy_set_property: "path text",
  proxy_continue_stream: "stream",
  proxy_close_stream: "stream",
  proxy_send_local_response: "u32 text text pairs i32",
  proxy_get_header_map_value: "map name >value",
  proxy_add_header_map_value: "map name value",
  proxy_replace_header_map_value: "map name value",
  proxy_remove_header_map_value: "map name",
  proxy_get_header_map_pairs: "map >pairs",
  proxy_set_header_map_pairs: "map pairs",
  proxy_get_header_map_size: "map >u32",
  proxy_get_buffer_bytes: "buffer u32 u32 >content",
  proxy_get_buffer_status: "buffer >u32",
  proxy_set_buffer_bytes: "buffer u32 u32 text",
  proxy_http_call: "text pairs text pairs u32 >u32",
  proxy_grpc_call: "text text text pairs text u32 >u32",
  proxy_grpc_stream: "text text text pairs >u32",
  proxy_grpc_send: "u32 text u32",
  proxy_grpc_cancel: "u32",
  proxy_grpc_close: "u32",
  proxy_get_shared_data: "text >text >u32",
  proxy_set_shared_data: "text text u32",
  proxy_register_shared_queue: "text >u32",
  proxy_resolve_shared_queue: "text text >u32",
  proxy_enqueue_shared_queue: "u32 text",
  proxy_dequeue_shared_queue: "u32 >text",
  proxy_define_metric: "metric text >u32",
  proxy_increment_metric: "u32 i64",
  proxy_record_metric: "u32 i64",
  proxy_get_metric: "u32 >u64",
  proxy_set_tick_period_milliseconds: "u32",
  proxy_get_current_time_nanoseconds: ">u64",
  proxy_set_effective_context: "u32",
  // An argument may be a key.
  proxy_call_foreign_function: "text size >size",
  envoy_resolve_dns: "text >u32",
};

type Arguments = readonly (number | bigint)[];

/** The values of a call so far: what comes later may depend on them. */
interface Call {
  readonly memory: GuestMemory;
  readonly type: number;
  readonly name: Buffer;
}

const ENUMS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  level: LogLevel,
  map: HeaderMapType,
  buffer: BufferType,
  stream: StreamType,
  metric: MetricType,
};
const ONE_ARGUMENT = /^>?(?:u32|i32|i64|u64|level|map|buffer|stream|metric)$|^>(?:u32|u64)$/;

/** Turns the calls of one host function into the two halves of a line: `name(arguments)` before it, `→ Ok result` after. */
export class CallFormat {
  readonly #name: string;
  /** Null: the arguments are pointers of WASI, of which nothing is shown. */
  readonly #words: readonly string[] | null;

  constructor(name: string) {
    this.#name = name;
    const words = (CALLS as Readonly<Record<string, string>>)[name];
    this.#words = words === undefined ? null : words.split(" ");
  }

  /** To be asked before the call: it may overwrite what it was handed. */
  call(memory: GuestMemory, args: Arguments): string {
    const shown = this.#show(memory, args, (word) => !word.startsWith(">"));
    return `${this.#name}(${shown.join(", ")})`;
  }

  /** To be asked after the call. */
  result(memory: GuestMemory, args: Arguments, status: number | void): string {
    if (status === undefined) return "";
    if (this.#words === null) return `→ ${status}`;
    const results = status === Status.Ok ? this.#show(memory, args, (word) => word.startsWith(">")) : [];
    return ["→", Status[status] ?? String(status), ...results].join(" ");
  }

  #show(memory: GuestMemory, args: Arguments, isWanted: (word: string) => boolean): string[] {
    const shown: string[] = [];
    let at = 0;
    let call: Call = { memory, type: Number(args[0] ?? 0), name: Buffer.alloc(0) };
    for (const word of this.#words ?? []) {
      const [first = 0, second = 0] = [args[at], args[at + 1]];
      at += ONE_ARGUMENT.test(word) ? 1 : 2;
      if (word === "name" || word === "path") call = { ...call, name: read(memory, first, second) };
      if (isWanted(word)) {
        shown.push(word.startsWith(">") ? showResult(word, call, first, second) : show(word, call, first, second));
      }
    }
    return shown;
  }
}

function show(word: string, { memory, name }: Call, first: number | bigint, second: number | bigint): string {
  const names = ENUMS[word];
  if (names !== undefined) return names[Number(first)] ?? String(first);
  switch (word) {
    case "u32":
      return String(Number(first) >>> 0);
    case "i32":
    case "i64":
      return String(first);
    case "size":
      return showSize(Number(second) >>> 0);
    case "path":
      return showPath(read(memory, first, second));
    case "pairs":
      return showPairs(parsePairs(read(memory, first, second)));
    case "value":
      return showValue(name.toString("latin1"), read(memory, first, second));
    default:
      return showBytes(read(memory, first, second));
  }
}

function showResult(word: string, call: Call, first: number | bigint, second: number | bigint): string {
  const { memory, name, type } = call;
  const address = memory.readU32(Number(first)) ?? 0;
  if (word === ">u32") return String(address);
  if (word === ">level") return LogLevel[address] ?? String(address);
  if (word === ">u64") return String(memory.read(Number(first), 8)?.readBigUInt64LE() ?? 0n);
  const size = memory.readU32(Number(second)) ?? 0;
  const isConfiguration = type === BufferType.VmConfiguration || type === BufferType.PluginConfiguration;
  if (word === ">size" || (word === ">content" && isConfiguration)) return showSize(size);
  const bytes = read(memory, address, size);
  if (word === ">pairs") return showPairs(parsePairs(bytes));
  if (word === ">property") return showProperty(name, bytes);
  return word === ">value" ? showValue(name.toString("latin1"), bytes) : showBytes(bytes);
}

function read(memory: GuestMemory, pointer: number | bigint, size: number | bigint): Buffer {
  return memory.read(Number(pointer), Number(size)) ?? Buffer.from("<out of memory>");
}
