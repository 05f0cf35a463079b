import { writePapers, type Papers } from "../../../tooling/compile/papers.js";

/**
 * A module that imports proxy_log, proxy_get_buffer_bytes and clock_time_get (and `emscripten_notify_memory_growth`, which no
 * gateway restricts), and exports proxy_on_configure, proxy_on_request_headers, proxy_on_log, the ABI's marker and an
 * allocator. It refuses a configuration of 13 bytes, `{"refused":1}`, with the words `$.refused: unknown key`.
 */
const MODULE = Buffer.from(
  "AGFzbQEAAAABKgdgA39/fwF/YAF/AGAFf39/f38Bf2ADf35/AX9gAABgAn9/AX9gAX8BfwJ8BANlbnYJcHJveHlfbG9nAAADZW52FnByb3h5X2dldF9idWZmZXJfYnl0ZXMAAhZ3YXNpX3NuYXBzaG90X3ByZXZpZXcxDmNsb2NrX3RpbWVfZ2V0AAMDZW52H2Vtc2NyaXB0ZW5fbm90aWZ5X21lbW9yeV9ncm93dGgAAQMGBQQFAAEGBQQBAQEQB2wGBm1lbW9yeQIAF3Byb3h5X2FiaV92ZXJzaW9uXzBfMl8xAAQScHJveHlfb25fY29uZmlndXJlAAUYcHJveHlfb25fcmVxdWVzdF9oZWFkZXJzAAYMcHJveHlfb25fbG9nAAcGbWFsbG9jAAgKKwUCAAsYACABQQ1GBEBBBEEAQRYQABpBAA8LQQELBABBAAsCAAsFAEGACAsLHAEAQQALFiQucmVmdXNlZDogdW5rbm93biBrZXk=",
  "base64",
);

/** The module of another toolchain, or with papers of our own. */
export function fixtureModule(papers?: Partial<Papers>): Uint8Array {
  if (papers === undefined) return MODULE;
  return writePapers(MODULE, {
    name: "auth",
    version: "1.0.0",
    rootIds: ["auth"],
    kinds: {},
    abi: "0.2.1",
    hostFunctions: ["proxy_get_buffer_bytes", "proxy_log"],
    metricLabels: [],
    configSchemas: {},
    steps: null,
    ...papers,
  });
}
