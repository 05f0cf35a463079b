import type { SwappableEnvoyOptions } from "../envoy/index.js";
import { ToolError } from "../error.js";
import type { Engine } from "../gateway.js";
import type { SwappableGateway } from "../swappable-gateway.js";

export interface StartSwappableOptions extends SwappableEnvoyOptions {
  /** Default: Envoy, and the in-process host where none can be had. */
  readonly engine?: Engine | undefined;
  /** Called with each line that the user should see. */
  readonly onNote: (message: string) => void;
  /** Called, with how, when the gateway ended by itself. */
  readonly onEnd: (how: string) => void;
}

/**
 * Starts the gateway whose filter is swapped, on the engine that `startGateway` would take.
 *
 * @throws ToolError what `startSwappableEnvoy` and `startSwappableHost` throw
 */
export async function startSwappable(options: StartSwappableOptions): Promise<SwappableGateway> {
  const { engine, onNote, onEnd, ...rest } = options;
  if (engine === "node") return onNode(rest, onNote);
  const { startSwappableEnvoy } = await import("../envoy/index.js");
  try {
    const gateway = await startSwappableEnvoy(rest);
    void gateway.exited.then(({ code, signal }) => onEnd(`Envoy ended with ${signal ?? `exit code ${code}`}`));
    return gateway;
  } catch (error) {
    const isFallback = engine === undefined && error instanceof ToolError && error.code === "ERR_ENVOY_INSTALL";
    if (!isFallback) throw error;
    onNote(`note: running on the in-process host (--engine node): ${error.message}`);
    return onNode(rest, onNote);
  }
}

async function onNode(options: SwappableEnvoyOptions, tell: (note: string) => void): Promise<SwappableGateway> {
  const { startSwappableHost } = await import("../host/index.js");
  return startSwappableHost({ ...options, onNote: (note) => tell(`note: ${note}`) });
}
