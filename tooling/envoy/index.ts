// Finding and installing the binary.
export { type EnvoyBinary, findEnvoy, type FindEnvoyOptions } from "./find.js";
export { installEnvoy, type InstallEnvoyOptions } from "./install.js";
export { ENVOY_VERSION, readEnvoyVersion } from "./version.js";

// Its configuration: pure functions.
export { type Bootstrap, type BootstrapOptions, renderBootstrap } from "./bootstrap.js";
export { statsTags, type StatsTag } from "./stats-tags.js";
export type { PluginConfig, PluginFile } from "./plugin-config.js";
export { type Extension, renderWasmExtension } from "./wasm-extension.js";

// Running it.
export type { EnvoyGateway, EnvoyOptions } from "./launch.js";
export { startEnvoy } from "./start.js";
export { startSwappableEnvoy, type SwappableEnvoy, type SwappableEnvoyOptions } from "./swap.js";
export type { EnvoyExit } from "./process.js";
export type { EnvoyLogLine } from "./log-parser.js";
