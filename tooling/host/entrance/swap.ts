import { ToolError } from "../../error.js";
import type { PluginSpec } from "../../gateway.js";
import { isSamePlugin, oneAtATime, refuseOtherKinds, type SwappableGateway } from "../../swappable-gateway.js";
import type { Host } from "../host.js";
import { createHttpServer, type StreamOpener } from "./http-server.js";
import { closeServer, createHost, gatewayOn, type HostGatewayOptions, listen } from "./server.js";
import { SharedState } from "../state/shared-state.js";

/** Options of a gateway on the in-process host whose one plugin is an HTTP filter that can be replaced. */
export interface SwappableHostOptions extends Omit<HostGatewayOptions, "plugins"> {
  /** The filter that it starts with. */
  readonly plugin: PluginSpec;
}

/** A filter with the host that it runs on, and how many streams it has. */
interface Serving {
  readonly plugin: PluginSpec;
  readonly host: Host;
  streams: number;
}

/**
 * Starts a gateway as `startHost` does, with one HTTP filter that can be replaced. Each filter has a host of its own, which ends with its
 * last stream; shared data, queues and metrics go on from one to the next, as on Envoy.
 *
 * @throws ToolError what `startHost` throws; `ERR_USAGE` for a plugin that is no HTTP filter.
 * @example
 * await using gateway = await startSwappableHost({ plugin, upstream });
 * await gateway.swap({ ...plugin, module: another });
 */
export async function startSwappableHost({ plugin, ...options }: SwappableHostOptions): Promise<SwappableGateway> {
  const shared = new SharedState();
  const begin = async (next: PluginSpec): Promise<Serving> => {
    refuseOtherKinds(next);
    return { plugin: next, host: await createHost({ ...options, shared, plugins: [next] }), streams: 0 };
  };
  let serving = await begin(plugin);
  const replaced = new Set<Serving>();
  const end = (old: Serving): void => {
    if (old.streams === 0 && replaced.delete(old)) old.host.close();
  };
  const openStream: StreamOpener["openStream"] = (stream, response) => {
    const own = serving;
    own.streams += 1;
    response.once("close", () => {
      own.streams -= 1;
      // The stream itself hears of its end after this.
      setImmediate(() => end(own));
    });
    return own.host.openStream(stream);
  };
  const { server, stop } = createHttpServer({ openStream }, options.upstream);
  let isClosed = false;
  const close = async (): Promise<void> => {
    isClosed = true;
    await closeServer(server, stop);
    for (const { host } of [...replaced, serving]) host.close();
    replaced.clear();
  };
  await listen(server, options.port ?? 0, close);
  const gateway = gatewayOn(server, "http", {
    get logs() {
      return serving.host.logs;
    },
    metrics: () => serving.host.metrics(),
    close,
  });
  // And no spread, which would keep the lines of the first filter.
  return Object.assign(gateway, {
    swap: oneAtATime(async (next) => {
      if (isSamePlugin(serving.plugin, next)) return false;
      const begun = await begin(next);
      if (isClosed) {
        begun.host.close();
        throw new ToolError("ERR_USAGE", "the gateway was closed before the plugin was replaced", {
          hint: "await swap() before close()",
        });
      }
      const old = serving;
      serving = begun;
      replaced.add(old);
      end(old);
      return true;
    }),
  });
}
