import { ToolError } from "../error.js";
import type { PluginSpec } from "../gateway.js";
import { FakeClock } from "./clock.js";
import { DEFAULT_LOAD_TIME_LIMIT_MS, Host } from "./host.js";
import { refusalWords } from "./plugin/refusal.js";

/**
 * Asks a module itself whether it takes a configuration: loads it in a host that is thrown away and runs `proxy_on_vm_start`
 * and `proxy_on_configure`. A module that does not come to an end is broken off.
 *
 * @returns the module's own error lines when it refuses, or one that says that it did; empty when it accepts
 * @throws ToolError `ERR_MODULE_INVALID` or `ERR_MODULE_REFUSED` when the module does not load at all
 * @example
 * await validateConfiguration({ name: "auth", rootId: "auth", module, configuration: "{}" }); // ["/jwt_secret: is missing"]
 */
export async function validateConfiguration(
  spec: PluginSpec,
  timeLimitMs: number = DEFAULT_LOAD_TIME_LIMIT_MS,
): Promise<string[]> {
  const host = new Host({
    // A clock that stands still fires nothing, so that nothing is left to end.
    clock: new FakeClock(Date.now()),
    callout: () => Promise.reject(new Error("no callouts while a configuration is checked")),
    loadTimeLimitMs: timeLimitMs,
    boundsCallbacks: true,
  });
  try {
    await host.loadPlugin(spec);
    return [];
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "ERR_CONFIGURATION_REFUSED") throw error;
    const words = refusalWords(spec.name, host.logs);
    return words.length > 0 ? words : [error.message];
  }
}
