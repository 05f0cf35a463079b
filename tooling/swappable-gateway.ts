import { createHash } from "node:crypto";
import { ToolError } from "./error.js";
import type { Gateway, PluginSpec } from "./gateway.js";

/** A gateway of one HTTP filter that can be replaced while it serves. */
export interface SwappableGateway extends Gateway {
  /**
   * Puts another filter in the place of the one that serves. Streams that began before keep the old one to their end; none is
   * dropped. Resolves when it serves, to false where just that filter served already. One call at a time: the next waits for the one before.
   *
   * @throws ToolError `ERR_CONFIGURATION_REFUSED` with what the plugin logged; `ERR_MODULE_REFUSED`; `ERR_ENVOY_EXITED`.
   *   After a refusal the old filter goes on serving.
   */
  swap(plugin: PluginSpec): Promise<boolean>;
}

/** @throws ToolError `ERR_USAGE` for what is no HTTP filter */
export function refuseOtherKinds({ kind = "http" }: PluginSpec): void {
  if (kind === "http") return;
  throw new ToolError("ERR_USAGE", `a plugin of the kind ${kind} cannot be replaced while the gateway runs`, {
    hint: "only HTTP filters can; `sluice run` runs the others",
  });
}

/** Whether two plugins are one: the same module, and all else alike. */
export function isSamePlugin(a: PluginSpec, b: PluginSpec): boolean {
  const text = ({ module, ...rest }: PluginSpec): string => {
    return JSON.stringify({ ...rest, module: createHash("sha256").update(module).digest("hex") });
  };
  return text(a) === text(b);
}

/** Does one swap at a time; one that fails keeps nothing from the next. */
export function oneAtATime(swap: SwappableGateway["swap"]): SwappableGateway["swap"] {
  let last: Promise<unknown> = Promise.resolve();
  return (next) => {
    const swapped = last.catch(() => undefined).then(() => swap(next));
    last = swapped;
    return swapped;
  };
}
