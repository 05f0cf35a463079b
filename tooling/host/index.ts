// Serving and driving
export { startHost, type HostGatewayOptions } from "./entrance/server.js";
export { startSwappableHost, type SwappableHostOptions } from "./entrance/swap.js";
export { validateConfiguration } from "./validate-configuration.js";
export { DEFAULT_LOAD_TIME_LIMIT_MS, Host, type HostOptions } from "./host.js";
export { TimeLimitError } from "./limits/time-limit.js";
export { type Clock, FakeClock, systemClock } from "./clock.js";
export type { FetchHandler } from "./stream/fetch-stream.js";

// What the ABI says
export { CALLBACKS, ENTRY_EXPORTS, HOST_FUNCTIONS, type Signature, type ValType } from "../abi/signatures.js";
