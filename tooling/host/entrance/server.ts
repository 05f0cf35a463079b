import type { AddressInfo, Server } from "node:net";
import { ToolError } from "../../error.js";
import {
  type Gateway,
  type GatewayOptions,
  gatewayProtocol,
  type LogLevelName,
  type MetricSample,
  type PluginKind,
  type PluginSpec,
  refuseObjects,
} from "../../gateway.js";
import { Host } from "../host.js";
import { LOOPBACK } from "../../loopback.js";
import { createHttpServer } from "./http-server.js";
import type { SharedState } from "../state/shared-state.js";
import { createTcpServer } from "./tcp-server.js";

export interface HostGatewayOptions extends GatewayOptions {
  /** Log lines below it are dropped, as Envoy does; default info. */
  readonly logLevel?: LogLevelName | undefined;
  /** As {@link HostOptions} has it. */
  readonly boundsCallbacks?: boolean;
  /** Likewise. */
  readonly shared?: SharedState;
  /** Likewise. */
  readonly onNote?: (note: string) => void;
}

/**
 * Starts a gateway on Node's own WebAssembly: a real HTTP/1.1 or TCP server on 127.0.0.1 that sends each request or
 * connection through the plugins to the upstream. Of what Envoy adds to HTTP it mirrors `x-forwarded-proto`, `x-request-id`,
 * `x-envoy-upstream-service-time`, `date` and `server`; not `x-envoy-expected-rq-timeout-ms`, nor HTTP/2, upgrades and
 * tunnels (a CONNECT has no route, as on Envoy without one for it).
 *
 * Where Node's parser and clients leave no choice it is not as Envoy. Of requests it takes a blank before the first header, refuses a
 * chunk without its line end, and lets chunk lines that end in a bare line feed wait for the idle timeout, in the place of a 400.
 * Upstreams and services of callouts see one `cookie` line for several, and `trailer` before a chunked body only. Their status of two
 * digits is a 502, and a GOAWAY that names an error ends the calls that it leaves open.
 *
 * @throws ToolError `ERR_USAGE`, `ERR_PORT_IN_USE`, `ERR_MODULE_INVALID`, `ERR_MODULE_REFUSED`, `ERR_CONFIGURATION_REFUSED`
 * @example
 * await using gateway = await startHost({ plugins: [spec], upstream: "http://127.0.0.1:8080" });
 * await fetch(`${gateway.url}/`);
 */
export async function startHost(options: HostGatewayOptions): Promise<Gateway> {
  const protocol = gatewayProtocol(options);
  const host = await createHost(options);
  const { server, stop } =
    protocol === "tcp"
      ? createTcpServer(host, options.upstream, clustersOf(options))
      : createHttpServer(host, options.upstream);
  const close = async (): Promise<void> => {
    await closeServer(server, stop);
    host.close();
  };
  await listen(server, options.port ?? 0, close);
  return gatewayOn(server, protocol, { logs: host.logs, metrics: () => host.metrics(), close });
}

/**
 * A host whose plugins are loaded and started.
 *
 * @throws ToolError `ERR_MODULE_INVALID`, `ERR_MODULE_REFUSED`, `ERR_CONFIGURATION_REFUSED`
 */
export async function createHost(options: HostGatewayOptions): Promise<Host> {
  refuseObjects(options.plugins);
  const host = new Host({
    clusters: clustersOf(options),
    workers: options.workers ?? 1,
    boundsCallbacks: options.boundsCallbacks ?? false,
    metricLabels: options.metricLabels ?? [],
    ...(options.shared === undefined ? {} : { shared: options.shared }),
    ...(options.bufferLimitBytes === undefined ? {} : { bufferLimitBytes: options.bufferLimitBytes }),
    ...(options.streamIdleTimeoutMs === undefined ? {} : { streamIdleTimeoutMs: options.streamIdleTimeoutMs }),
    ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
    ...(options.onTrace === undefined ? {} : { onTrace: options.onTrace }),
    ...(options.onNote === undefined ? {} : { onNote: options.onNote }),
    ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }),
  });
  try {
    for (const plugin of inLoadOrder(options.plugins)) await host.loadPlugin(plugin);
    host.start();
    return host;
  } catch (error) {
    host.close();
    throw error;
  }
}

function clustersOf({ upstream, clusters }: GatewayOptions): Readonly<Record<string, string>> {
  return { upstream, ...clusters };
}

/** What a gateway on this engine has beside its server. */
interface GatewayParts extends Pick<Gateway, "logs" | "close"> {
  readonly metrics: () => MetricSample[];
}

/** A gateway whose server listens. */
export function gatewayOn(server: Server, protocol: "http" | "tcp", parts: GatewayParts): Gateway {
  const { metrics, close } = parts;
  return {
    engine: "node",
    url: `${protocol}://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    adminUrl: null,
    get logs() {
      return parts.logs;
    },
    metrics: () => Promise.resolve(metrics()),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Closes a server, and by `stop` its connections. An error means that it did not listen. */
export async function closeServer(server: Server, stop: () => void): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    stop();
  });
}

const LOAD_ORDER: readonly PluginKind[] = ["network", "access-logger", "http", "service"];

/** Envoy loads access loggers before HTTP filters and after network filters, and services when the listener is there. */
function inLoadOrder(plugins: readonly PluginSpec[]): PluginSpec[] {
  const rank = ({ kind = "http" }: PluginSpec): number => LOAD_ORDER.indexOf(kind);
  return [...plugins].sort((a, b) => rank(a) - rank(b));
}

/**
 * Lets the server listen; where it can't, all is closed.
 *
 * @throws ToolError `ERR_PORT_IN_USE`
 */
export async function listen(server: Server, port: number, close: () => Promise<void>): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === "EADDRINUSE" || cause.code === "EACCES";
      const message = isTaken ? `port ${port} on ${LOOPBACK} is in use` : `cannot listen on ${LOOPBACK}:${port}`;
      reject(
        new ToolError(isTaken ? "ERR_PORT_IN_USE" : "ERR_INTERNAL", message, {
          cause,
          hint: "choose another port, or 0 to let the system choose one",
        }),
      );
    });
    server.listen(port, LOOPBACK, resolve);
  });
  await listening.catch(async (error: unknown) => {
    await close();
    throw error;
  });
}
