import { join } from "node:path";
import { ENVOY_VERSION } from "./version.js";

/** Where the pinned Envoy lies within a cache, whether it is installed or not. */
export function cachedEnvoyPath(cache: string): string {
  return join(cachedEnvoyDirectory(cache), "envoy", "_bin", "envoy");
}

/** The folder that holds the unpacked wheel of the pinned Envoy. It exists only when the installation is complete. */
export function cachedEnvoyDirectory(cache: string): string {
  return join(cache, "envoy", ENVOY_VERSION);
}
