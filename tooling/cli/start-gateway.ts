import { ToolError } from "../error.js";
import type { Engine, Gateway, GatewayOptions } from "../gateway.js";

export interface StartGatewayOptions extends GatewayOptions {
  /** Default: Envoy, and the in-process host where none can be had. */
  readonly engine?: Engine | undefined;
  /** Path of the Envoy to run. */
  readonly envoy?: string | undefined;
  readonly onProgress: (message: string) => void;
  /** Called with each line that the user should see. */
  readonly onNote: (message: string) => void;
}

/** A running gateway, and what ends it but its user. */
export interface StartedGateway {
  readonly gateway: Gateway;
  /** Resolves, to why, when the gateway ended by itself; never rejects. */
  readonly ended: Promise<string>;
}

/**
 * Starts the gateway on the engine that was asked for. Where none was and no Envoy can be installed, it is the in-process
 * host, and one line says so; an Envoy that the user named is binding.
 *
 * @throws ToolError what the engine refuses, e.g. `ERR_PORT_IN_USE`, `ERR_ENVOY_NOT_FOUND`, `ERR_CONFIGURATION_REFUSED`.
 */
export async function startGateway(options: StartGatewayOptions): Promise<StartedGateway> {
  const { engine, envoy, onProgress, onNote, ...gatewayOptions } = options;
  if (engine === "node") {
    onProgress("starting the in-process host");
    return onNode(gatewayOptions, onNote);
  }
  const { startEnvoy } = await import("../envoy/index.js");
  // What Envoy says of a start that fails is in the error already.
  let isServing = false;
  try {
    const gateway = await startEnvoy({
      ...gatewayOptions,
      envoy,
      onProgress,
      onEnvoyLog: ({ level, message }) => {
        if (isServing && level !== "warn") onNote(`[envoy] ${level}: ${message}`);
      },
    });
    isServing = true;
    const ended = gateway.exited.then(({ code, signal }) => `Envoy ended with ${signal ?? `exit code ${code}`}`);
    return { gateway, ended };
  } catch (error) {
    const isFallback = engine === undefined && error instanceof ToolError && error.code === "ERR_ENVOY_INSTALL";
    if (!isFallback) throw error;
    onNote(`note: running on the in-process host (--engine node): ${error.message}`);
    return onNode(gatewayOptions, onNote);
  }
}

async function onNode(options: GatewayOptions, tell: (note: string) => void): Promise<StartedGateway> {
  const { startHost } = await import("../host/index.js");
  const onNote = (note: string): void => tell(`note: ${note}`);
  const gateway = await startHost({ ...options, onNote, boundsCallbacks: true });
  return { gateway, ended: new Promise(() => undefined) };
}
