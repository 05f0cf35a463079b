/** A WebAssembly value type as it may stand in a signature of the ABI. (`v128` never may: Envoy crashes on it.) */
export type ValType = "i32" | "i64" | "f32" | "f64";

/** Parameter and result types of one function. */
export interface Signature {
  readonly params: readonly ValType[];
  readonly results: readonly ValType[];
}

const LETTERS: Readonly<Record<string, ValType>> = { i: "i32", l: "i64", f: "f32", d: "f64" };

/** Reads the table's shorthand: one letter a parameter (`i` = i32, `l` = i64), `>`, one letter a result. */
function signature(shorthand: string): Signature {
  const [params = "", results = ""] = shorthand.split(">");
  const types = (letters: string): ValType[] => [...letters].map((letter) => LETTERS[letter] as ValType);
  return { params: types(params), results: types(results) };
}

const table = (prefix: string, rows: Readonly<Record<string, string>>): Record<string, Signature> =>
  Object.fromEntries(Object.entries(rows).map(([name, shorthand]) => [prefix + name, signature(shorthand)]));

const PROXY_FUNCTIONS = {
  proxy_log: "iii>i",
  proxy_get_log_level: "i>i",
  proxy_get_status: "iii>i",
  proxy_get_property: "iiii>i",
  proxy_set_property: "iiii>i",
  proxy_continue_stream: "i>i",
  proxy_close_stream: "i>i",
  proxy_send_local_response: "iiiiiiii>i",
  proxy_get_header_map_value: "iiiii>i",
  proxy_add_header_map_value: "iiiii>i",
  proxy_replace_header_map_value: "iiiii>i",
  proxy_remove_header_map_value: "iii>i",
  proxy_get_header_map_pairs: "iii>i",
  proxy_set_header_map_pairs: "iii>i",
  proxy_get_header_map_size: "ii>i",
  proxy_get_buffer_bytes: "iiiii>i",
  proxy_get_buffer_status: "iii>i",
  proxy_set_buffer_bytes: "iiiii>i",
  proxy_http_call: "iiiiiiiiii>i",
  proxy_grpc_call: "iiiiiiiiiiii>i",
  proxy_grpc_stream: "iiiiiiiii>i",
  proxy_grpc_send: "iiii>i",
  proxy_grpc_cancel: "i>i",
  proxy_grpc_close: "i>i",
  proxy_get_shared_data: "iiiii>i",
  proxy_set_shared_data: "iiiii>i",
  proxy_register_shared_queue: "iii>i",
  proxy_resolve_shared_queue: "iiiii>i",
  proxy_enqueue_shared_queue: "iii>i",
  proxy_dequeue_shared_queue: "iii>i",
  proxy_define_metric: "iiii>i",
  proxy_increment_metric: "il>i",
  proxy_record_metric: "il>i",
  proxy_get_metric: "ii>i",
  proxy_set_tick_period_milliseconds: "i>i",
  proxy_get_current_time_nanoseconds: "i>i",
  proxy_set_effective_context: "i>i",
  proxy_done: ">i",
  proxy_call_foreign_function: "iiiiii>i",
  pthread_equal: "ii>i",
  emscripten_notify_memory_growth: "i>",
  envoy_resolve_dns: "iii>i",
} as const;

const WASI_FUNCTIONS = {
  args_get: "ii>i",
  args_sizes_get: "ii>i",
  clock_res_get: "ii>i",
  clock_time_get: "ili>i",
  environ_get: "ii>i",
  environ_sizes_get: "ii>i",
  fd_advise: "illi>i",
  fd_allocate: "ill>i",
  fd_close: "i>i",
  fd_datasync: "i>i",
  fd_fdstat_get: "ii>i",
  fd_fdstat_set_flags: "ii>i",
  fd_fdstat_set_rights: "ill>i",
  fd_filestat_get: "ii>i",
  fd_filestat_set_size: "il>i",
  fd_filestat_set_times: "illi>i",
  fd_pread: "iiili>i",
  fd_prestat_dir_name: "iii>i",
  fd_prestat_get: "ii>i",
  fd_pwrite: "iiili>i",
  fd_read: "iiii>i",
  fd_readdir: "iiili>i",
  fd_renumber: "ii>i",
  fd_seek: "ilii>i",
  fd_sync: "i>i",
  fd_tell: "ii>i",
  fd_write: "iiii>i",
  path_create_directory: "iii>i",
  path_filestat_get: "iiiii>i",
  path_filestat_set_times: "iiiilli>i",
  path_link: "iiiiii>i",
  path_open: "iiiiillii>i",
  path_readlink: "iiiiii>i",
  path_remove_directory: "iii>i",
  path_rename: "iiiiii>i",
  path_symlink: "iiii>i",
  path_unlink_file: "iii>i",
  poll_oneoff: "iiii>i",
  proc_exit: "i>",
  random_get: "ii>i",
  sched_yield: ">i",
  sock_accept: "iii>i",
  sock_recv: "iiiiii>i",
  sock_send: "iiiii>i",
  sock_shutdown: "ii>i",
} as const;

const PROXY_CALLBACKS = {
  proxy_on_context_create: "ii>",
  proxy_on_vm_start: "ii>i",
  proxy_validate_configuration: "ii>i",
  proxy_on_configure: "ii>i",
  proxy_on_tick: "i>",
  proxy_on_queue_ready: "ii>",
  proxy_on_foreign_function: "iii>",
  proxy_on_new_connection: "i>i",
  proxy_on_downstream_data: "iii>i",
  proxy_on_upstream_data: "iii>i",
  proxy_on_downstream_connection_close: "ii>",
  proxy_on_upstream_connection_close: "ii>",
  proxy_on_request_headers: "iii>i",
  proxy_on_request_body: "iii>i",
  proxy_on_request_trailers: "ii>i",
  proxy_on_request_metadata: "ii>i",
  proxy_on_response_headers: "iii>i",
  proxy_on_response_body: "iii>i",
  proxy_on_response_trailers: "ii>i",
  proxy_on_response_metadata: "ii>i",
  proxy_on_http_call_response: "iiiii>",
  proxy_on_grpc_receive_initial_metadata: "iii>",
  proxy_on_grpc_receive: "iii>",
  proxy_on_grpc_receive_trailing_metadata: "iii>",
  proxy_on_grpc_close: "iii>",
  proxy_on_done: "i>i",
  proxy_on_log: "i>",
  proxy_on_delete: "i>",
} as const;

const ENTRY_FUNCTIONS = {
  _initialize: ">",
  _start: ">",
  main: "ii>i",
  __main_void: ">i",
  malloc: "i>i",
  proxy_on_memory_allocate: "i>i",
  envoy_on_resolve_dns: "iii>",
  envoy_on_stats_update: "ii>",
} as const;

/** Name of a function that Envoy offers in the module `env`. */
export type ProxyFunctionName = keyof typeof PROXY_FUNCTIONS;
/** Name of a WASI function that Envoy offers, under both names of {@link WASI_MODULES}. */
export type WasiFunctionName = keyof typeof WASI_FUNCTIONS;
/** Name of a `proxy_on_*` callback that Envoy looks for among a module's exports. */
export type CallbackName = keyof typeof PROXY_CALLBACKS;
/** Name of an export that Envoy calls though it is no `proxy_on_*` callback: start functions, allocators, Envoy's own. */
export type EntryFunctionName = keyof typeof ENTRY_FUNCTIONS;

/** The two module names under which every WASI function is linked. */
export const WASI_MODULES = ["wasi_unstable", "wasi_snapshot_preview1"] as const;

/**
 * Every function that Envoy 1.40 links into a module of ABI 0.2.1, by its import name `module.function`.
 * An import that is not listed, or listed with other types, makes Envoy refuse the module.
 *
 * @example
 * HOST_FUNCTIONS["env.proxy_increment_metric"]; // { params: ["i32", "i64"], results: ["i32"] }
 */
export const HOST_FUNCTIONS: Readonly<Record<string, Signature>> = Object.freeze({
  ...table("env.", PROXY_FUNCTIONS),
  ...table(`${WASI_MODULES[0]}.`, WASI_FUNCTIONS),
  ...table(`${WASI_MODULES[1]}.`, WASI_FUNCTIONS),
});

/**
 * Signatures of the guest's `proxy_on_*` callbacks (and `proxy_validate_configuration`), by export name. All are optional,
 * but one that is exported with other types makes Envoy refuse the module ("Bad function signature").
 */
export const CALLBACKS: Readonly<Record<CallbackName, Signature>> = Object.freeze(
  table("", PROXY_CALLBACKS) as Record<CallbackName, Signature>,
);

/**
 * Signatures of the other exports Envoy calls: the start functions, the allocators (`malloc` is looked for first,
 * `proxy_on_memory_allocate` second) and Envoy's own two callbacks. Other types are refused like those of a callback.
 */
export const ENTRY_EXPORTS: Readonly<Record<EntryFunctionName, Signature>> = Object.freeze(
  table("", ENTRY_FUNCTIONS) as Record<EntryFunctionName, Signature>,
);
