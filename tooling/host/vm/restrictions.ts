import { HOST_FUNCTIONS, WASI_MODULES } from "../../abi/signatures.js";

const under = (...names: string[]): string[] =>
  WASI_MODULES.flatMap((module) => names.map((name) => `${module}.${name}`));

const CLOSED_DURING_START = new Set(under("proc_exit", "fd_read", "fd_seek", "fd_close", "sched_yield"));

/**
 * Host functions a module may call in `_initialize`, `_start` and `main`: logging, arguments, environment, clock, random and
 * the WASI stubs. Another one traps with "restricted_callback" and the module does not load. Source: proxy-wasm-cpp-host,
 * `WasmBase::startVm`.
 */
export const ALLOWED_DURING_START: ReadonlySet<string> = new Set([
  "env.proxy_log",
  "env.emscripten_notify_memory_growth",
  ...Object.keys(HOST_FUNCTIONS).filter((name) => !name.startsWith("env.") && !CLOSED_DURING_START.has(name)),
]);

/** Host functions a module may call while the host asks it for memory. Source: `WasmBase::allocMemory`. */
export const ALLOWED_DURING_MALLOC: ReadonlySet<string> = new Set([
  "env.proxy_log",
  ...under("fd_write", "clock_time_get", "poll_oneoff"),
]);
