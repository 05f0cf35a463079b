import fc from "fast-check";

/** One call of the host into the module. */
export type Call = readonly [name: string, ...numbers: number[]];

/** Parameters of every callback: `id` a context, `token` a callout or queue, `number` any count, size or flag. */
const CALLBACKS: Readonly<Record<string, readonly ("id" | "token" | "number")[]>> = {
  proxy_on_context_create: ["id", "id"],
  proxy_on_vm_start: ["id", "number"],
  proxy_on_configure: ["id", "number"],
  proxy_on_tick: ["id"],
  proxy_on_queue_ready: ["id", "token"],
  proxy_on_foreign_function: ["id", "number", "number"],
  proxy_on_request_headers: ["id", "number", "number"],
  proxy_on_request_body: ["id", "number", "number"],
  proxy_on_request_trailers: ["id", "number"],
  proxy_on_request_metadata: ["id", "number"],
  proxy_on_response_headers: ["id", "number", "number"],
  proxy_on_response_body: ["id", "number", "number"],
  proxy_on_response_trailers: ["id", "number"],
  proxy_on_response_metadata: ["id", "number"],
  proxy_on_new_connection: ["id"],
  proxy_on_downstream_data: ["id", "number", "number"],
  proxy_on_upstream_data: ["id", "number", "number"],
  proxy_on_downstream_connection_close: ["id", "number"],
  proxy_on_upstream_connection_close: ["id", "number"],
  proxy_on_http_call_response: ["id", "token", "number", "number", "number"],
  proxy_on_grpc_receive_initial_metadata: ["id", "token", "number"],
  proxy_on_grpc_receive: ["id", "token", "number"],
  proxy_on_grpc_receive_trailing_metadata: ["id", "token", "number"],
  proxy_on_grpc_close: ["id", "token", "number"],
  proxy_on_done: ["id"],
  proxy_on_log: ["id"],
  proxy_on_delete: ["id"],
  malloc: ["number"],
  proxy_on_memory_allocate: ["number"],
};

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const id = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) }, { weight: 1, arbitrary: u32 });
const token = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 5 }) }, { weight: 1, arbitrary: u32 });
const number = fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 3 }) }, { weight: 1, arbitrary: u32 });
const parameters = { id, token, number };

/** Any callback with any numbers: ids that were never made or are gone, answers that nobody waits for, in any order. */
export const anyCall: fc.Arbitrary<Call> = fc
  .constantFrom(...Object.keys(CALLBACKS))
  .chain((name) => fc.tuple(fc.constant(name), ...(CALLBACKS[name] ?? []).map((parameter) => parameters[parameter])));

/** A root, and streams of it, as a host makes them: what follows finds somebody. */
export const BEGINNING: readonly Call[] = [
  ["proxy_on_context_create", 1, 0],
  ["proxy_on_vm_start", 1, 0],
  ["proxy_on_configure", 1, 0],
  ["proxy_on_context_create", 2, 1],
  ["proxy_on_context_create", 3, 1],
];

/** What of a stream follows on what: for the stream with this number, whatever else comes between. */
export function wholeStream(id: number): readonly Call[] {
  return [
    ["proxy_on_context_create", id, 1],
    ["proxy_on_request_headers", id, 3, 0],
    ["proxy_on_request_body", id, 7, 0],
    ["proxy_on_request_body", id, 9, 1],
    ["proxy_on_response_headers", id, 3, 0],
    ["proxy_on_http_call_response", 1, 1, 2, 3, 0],
    ["proxy_on_grpc_receive", 1, 2, 5],
    ["proxy_on_response_body", id, 9, 1],
    ["proxy_on_tick", 1],
    ["proxy_on_log", id],
    ["proxy_on_done", id],
    ["proxy_on_delete", id],
  ];
}
