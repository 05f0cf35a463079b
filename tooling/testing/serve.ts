import { Agent } from "node:http";
import { connect, type Socket } from "node:net";
import type { Papers } from "../compile/papers.js";
import { chooseRootId, pluginName } from "../compile/root-id.js";
import { ToolError } from "../error.js";
import type { Engine, Gateway, GatewayOptions, PluginKind, PluginSpec } from "../gateway.js";
import { configurationBytes } from "../read-configuration.js";
import { gatewayFetch, type GatewayFetchInit } from "./gateway-fetch.js";
import type { GatewayResponse } from "./gateway-response.js";
import { GrpcService, startGrpcService } from "./grpc-service.js";
import { loadModule } from "./load-module.js";
import { refuseUnknown } from "./refuse-unknown.js";
import { refuseStreamTimeout, STREAM_IDLE_TIMEOUT_MS } from "./stream-timeout.js";
import { type SocketHandler, startTcpUpstream } from "./tcp-upstream.js";
import { type FetchHandler, startUpstream, type Upstream } from "./upstream.js";
import { withHint } from "./with-hint.js";

/** One plugin of the gateway. */
export interface PluginOptions extends Partial<Omit<PluginSpec, "module" | "configuration" | "vmConfiguration">> {
  /** Path of the filter's folder, of its entry file or of a `.wasm` file; paths of several filters in one module; or the module itself. */
  readonly filter: string | readonly string[] | Uint8Array;
  /** Its configuration: an object becomes JSON, text and bytes are handed over as they are. Absent: empty. */
  readonly config?: object | string | Uint8Array;
  /** The configuration of its VM, likewise. */
  readonly vmConfig?: object | string | Uint8Array;
  /** `PluginConfig.name`. Default: the module's name; of a module with several root ids, the root id. */
  readonly name?: string;
  /** Default: the root id of the module, where it has just one. */
  readonly rootId?: string;
}

type SharedOptions = Pick<
  GatewayOptions,
  "workers" | "bufferLimitBytes" | "streamIdleTimeoutMs" | "allowMetadata" | "metricLabels" | "onLog" | "onTrace"
>;

interface AnyServeOptions extends Partial<PluginOptions>, SharedOptions {
  /** What runs the gateway. */
  readonly engine: Engine;
  /** Several plugins instead of the one that `filter` names: filters in the order of the chain, access loggers, services. */
  readonly plugins?: readonly PluginOptions[];
  /** Clusters that filters may call out to: cluster name → handler, gRPC service or origin. */
  readonly clusters?: Readonly<Record<string, FetchHandler | GrpcService | string>>;
}

/** What an HTTP gateway is served from. */
export interface HttpServeOptions extends AnyServeOptions {
  /** What the plugin that `filter` names is. Default `http`. */
  readonly kind?: Exclude<PluginKind, "network">;
  /** What stands behind the gateway: a handler or an origin. Default: 200 without a body. */
  readonly upstream?: FetchHandler | string;
}

/** What a TCP gateway is served from. Of `plugins`, those that do not say otherwise are network filters. */
export interface TcpServeOptions extends AnyServeOptions {
  /** Makes it a TCP gateway. */
  readonly kind: "network";
  /** What stands behind the gateway: a function over the connection, or an origin `tcp://…`. Default: an echo. */
  readonly upstream?: SocketHandler | string;
}

/** What `serve` serves: one plugin described beside the rest, or several in `plugins`. `kind` decides what it speaks. */
export type ServeOptions = HttpServeOptions | TcpServeOptions;

/** A gateway under test. */
export interface TestGateway extends Gateway {
  /**
   * Sends a request as HTTP has it: path, header lines and body as given. What plugins logged until they passed the
   * response on is in `logs` then.
   *
   * @throws ToolError `ERR_STREAM_TIMEOUT` when nothing happened on the stream for 15 s: a plugin paused it and nothing continued it,
   *   or the upstream does not answer. With `streamIdleTimeoutMs` it answers as Envoy does.
   */
  fetch(path: string, init?: GatewayFetchInit): Promise<GatewayResponse>;
  /**
   * Opens a connection of its own: the way to talk to a TCP gateway, and to send an HTTP gateway what `fetch` would not.
   * Its two directions end apart; it is destroyed with the gateway.
   *
   * @throws the socket's error when the gateway does not accept.
   */
  connect(): Promise<Socket>;
  /**
   * Ends the gateway and the upstreams behind it.
   *
   * @throws what an upstream handler threw meanwhile, so that no test passes over it.
   */
  close(): Promise<void>;
}

/**
 * Serves plugins on one of the engines, in front of an upstream of the test's own. Every connection is real HTTP or TCP
 * over loopback ports that the system chooses. On `node` clients speak HTTP/1.1; to test one of HTTP/2, as gRPC clients are, serve on `envoy`.
 *
 * @throws ToolError what compiling and starting refuse, e.g. `ERR_COMPILE`, `ERR_CONFIGURATION_REFUSED`; `ERR_USAGE` for a
 *   member that it does not know, and when `filter` is missing or the module has several root ids and none is named.
 * @example
 * await using gateway = await serve({ engine: "node", filter: "filters/hello", upstream: () => new Response("hi") });
 * expect(await (await gateway.fetch("/")).text()).toBe("hi");
 *
 * await using echo = await serve({ engine: "envoy", filter: "filters/tap", kind: "network", upstream: (s) => s.pipe(s) });
 * (await echo.connect()).end("hi");
 */
export async function serve(options: ServeOptions): Promise<TestGateway> {
  const upstreams: Upstream[] = [];
  const running = async (starting: Promise<Upstream>): Promise<string> => {
    const upstream = await starting;
    upstreams.push(upstream);
    return upstream.url;
  };
  const originOf = (target: FetchHandler | GrpcService | string): Promise<string> => {
    if (typeof target === "string") return Promise.resolve(target);
    return running(target instanceof GrpcService ? startGrpcService(target) : startUpstream(target));
  };
  const upstreamOf = (): Promise<string> => {
    if (typeof options.upstream === "string") return Promise.resolve(options.upstream);
    if (options.kind === "network") return running(startTcpUpstream(options.upstream ?? echo));
    return originOf(options.upstream ?? (() => new Response()));
  };
  try {
    refuseUnknown(options);
    const { plugins, metricLabels } = await pluginsOf(options);
    const clusters: Record<string, string> = {};
    for (const [name, target] of Object.entries(options.clusters ?? {})) clusters[name] = await originOf(target);
    const upstream = await upstreamOf();
    const { workers, bufferLimitBytes, allowMetadata, onLog, onTrace } = options;
    const { streamIdleTimeoutMs = STREAM_IDLE_TIMEOUT_MS } = options;
    const gateway = await start(options.engine, {
      ...{ plugins, metricLabels, upstream, clusters, streamIdleTimeoutMs },
      ...(workers === undefined ? {} : { workers }),
      ...(bufferLimitBytes === undefined ? {} : { bufferLimitBytes }),
      ...(allowMetadata === undefined ? {} : { allowMetadata }),
      ...(onLog === undefined ? {} : { onLog }),
      ...(onTrace === undefined ? {} : { onTrace }),
    });
    return testGateway(gateway, upstreams, options.streamIdleTimeoutMs === undefined);
  } catch (error) {
    await Promise.all(upstreams.map((upstream) => upstream.close()));
    throw withHint(error);
  }
}

const echo: SocketHandler = (socket) => void socket.pipe(socket);

async function pluginsOf(options: ServeOptions): Promise<{ plugins: PluginSpec[]; metricLabels: string[] }> {
  const { filter, plugins: several } = options;
  if ((filter === undefined) === (several === undefined)) {
    throw new ToolError("ERR_USAGE", "serve: give either filter or plugins");
  }
  const plugins: PluginSpec[] = [];
  const metricLabels = new Set(options.metricLabels);
  for (const one of several ?? [{ ...options, filter: filter ?? "" }]) {
    const { module, papers } = await loadModule(one.filter);
    papers?.metricLabels.forEach((label) => metricLabels.add(label));
    const rootId = one.rootId ?? rootIdOf(papers);
    const { config, vmConfig, name, vmId, environment, failurePolicy, allowOnHeadersStopIteration, singleton } = one;
    plugins.push({
      ...{ module, rootId, name: name ?? (papers === null ? "filter" : pluginName(papers, rootId)) },
      kind: one.kind ?? options.kind ?? httpKind(papers, rootId),
      ...(config === undefined ? {} : { configuration: configurationBytes(config) }),
      ...(vmConfig === undefined ? {} : { vmConfiguration: configurationBytes(vmConfig) }),
      ...(vmId === undefined ? {} : { vmId }),
      ...(environment === undefined ? {} : { environment }),
      ...(failurePolicy === undefined ? {} : { failurePolicy }),
      ...(allowOnHeadersStopIteration === undefined ? {} : { allowOnHeadersStopIteration }),
      ...(singleton === undefined ? {} : { singleton }),
    });
  }
  return { plugins, metricLabels: [...metricLabels] };
}

/**
 * What a plugin is of which nothing else is said; throws where its callbacks are those of connections or of an access log alone, which none
 * would ever call. Ticks, queues and callouts are there whatever a plugin is.
 */
function httpKind(papers: Papers | null, rootId: string): "http" {
  const kinds = papers?.kinds[rootId] ?? [];
  const [likeliest] = kinds;
  const isCalled = kinds.includes("http") || (likeliest !== "network" && likeliest !== "access-logger");
  if (papers === null || isCalled) return "http";
  throw new ToolError(
    "ERR_USAGE",
    `serve: ${papers.name} has no callbacks of an HTTP filter: no request would reach it`,
    {
      hint: `say kind: "${likeliest}"`,
    },
  );
}

/** A test may name any root id, also one that the module is to refuse. */
function rootIdOf(papers: Papers | null): string {
  const choice = { module: papers?.name ?? "the module", papers, wanted: undefined, option: "rootId" } as const;
  return chooseRootId(choice) ?? "";
}

function say(line: string): void {
  process.stderr.write(`sluice/testing: ${line}\n`);
}

async function start(engine: Engine, options: GatewayOptions): Promise<Gateway> {
  // The other engine is not loaded: a test of one must not depend on what the other needs.
  if (engine === "envoy") {
    const onProgress = (line: string): void => say(`${line}; SLUICE_ENGINES=node does without`);
    return (await import("../envoy/index.js")).startEnvoy({ ...options, onProgress });
  }
  return (await import("../host/index.js")).startHost({ ...options, onNote: say });
}

function testGateway(gateway: Gateway, upstreams: readonly Upstream[], refusesTimeout: boolean): TestGateway {
  const agent = new Agent({ keepAlive: true });
  const sockets = new Set<Socket>();
  const close = async (): Promise<void> => {
    agent.destroy();
    for (const socket of sockets) socket.destroy();
    await gateway.close();
    await Promise.all(upstreams.map((upstream) => upstream.close()));
    const errors = upstreams.flatMap((upstream) => upstream.errors.splice(0));
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `upstream handlers threw ${errors.length} errors`);
  };
  return {
    engine: gateway.engine,
    url: gateway.url,
    adminUrl: gateway.adminUrl,
    logs: gateway.logs,
    metrics: () => gateway.metrics(),
    async fetch(path, init = {}) {
      const response = await gatewayFetch(gateway.url, path, init, agent);
      const request = `${init.method ?? "GET"} ${path}`;
      if (!refusesTimeout) return response;
      await refuseStreamTimeout(response, request, STREAM_IDLE_TIMEOUT_MS).catch((error: unknown) => {
        throw withHint(error);
      });
      return response;
    },
    async connect() {
      const socket = await connectTo(gateway.url);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      return socket;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function connectTo(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true });
    socket.once("error", reject).once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}
