import { Agent } from "node:http";
import type { Papers } from "../compile/papers.js";
import { chooseRootId } from "../compile/root-id.js";
import { ToolError } from "../error.js";
import type { Engine, Gateway, GatewayOptions, PluginSpec } from "../gateway.js";
import { gatewayFetch, type GatewayFetchInit } from "./gateway-fetch.js";
import type { GatewayResponse } from "./gateway-response.js";
import { loadModule } from "./load-module.js";
import { type FetchHandler, startUpstream, type Upstream } from "./upstream.js";

/** One filter of the chain. */
export interface FilterOptions extends Partial<Omit<PluginSpec, "module" | "configuration">> {
  /** Path of the filter's folder, of its entry file or of a `.wasm` file; or the module itself. */
  readonly filter: string | Uint8Array;
  /** Its configuration: an object becomes JSON, text and bytes are handed over as they are. Absent: empty. */
  readonly config?: object | string | Uint8Array;
  /** Default: the root id of the module, where it has just one. */
  readonly rootId?: string;
}

type SharedOptions = Pick<GatewayOptions, "workers" | "bufferLimitBytes" | "metricLabels" | "onLog">;

/** What `serve` serves: one filter described beside the rest, or a chain of them in `filters`. */
export interface ServeOptions extends Partial<FilterOptions>, SharedOptions {
  readonly engine: Engine;
  /** The chain, first filter first, instead of `filter`. */
  readonly filters?: readonly FilterOptions[];
  /** What stands behind the gateway: a handler or an origin. Default: 200 without a body. */
  readonly upstream?: FetchHandler | string;
  /** Clusters that filters may call out to: cluster name → handler or origin. */
  readonly clusters?: Readonly<Record<string, FetchHandler | string>>;
}

/** A gateway under test. */
export interface TestGateway extends Gateway {
  /**
   * Sends a request as HTTP has it: path, header lines and body as given. What plugins logged until they passed the
   * response on is in `logs` then.
   */
  fetch(path: string, init?: GatewayFetchInit): Promise<GatewayResponse>;
  /**
   * Ends the gateway and the upstreams behind it.
   *
   * @throws what an upstream handler threw meanwhile, so that no test passes over it.
   */
  close(): Promise<void>;
}

/**
 * Serves a filter on one of the engines, in front of an upstream of the test's own. Every connection is real HTTP over
 * loopback ports that the system chooses.
 *
 * @throws ToolError what compiling and starting refuse, e.g. `ERR_COMPILE`, `ERR_CONFIGURATION_REFUSED`; `ERR_USAGE` when
 *   `filter` is missing or the module has several root ids and none is named.
 * @example
 * await using gateway = await serve({ engine: "node", filter: "filters/hello", upstream: () => new Response("hi") });
 * expect(await (await gateway.fetch("/")).text()).toBe("hi");
 */
export async function serve(options: ServeOptions): Promise<TestGateway> {
  const upstreams: Upstream[] = [];
  const originOf = async (target: FetchHandler | string): Promise<string> => {
    if (typeof target === "string") return target;
    const upstream = await startUpstream(target);
    upstreams.push(upstream);
    return upstream.url;
  };
  try {
    const { plugins, metricLabels } = await pluginsOf(options);
    const clusters: Record<string, string> = {};
    for (const [name, target] of Object.entries(options.clusters ?? {})) clusters[name] = await originOf(target);
    const upstream = await originOf(options.upstream ?? (() => new Response()));
    const { workers, bufferLimitBytes, onLog } = options;
    const gateway = await start(options.engine, {
      ...{ plugins, metricLabels, upstream, clusters },
      ...(workers === undefined ? {} : { workers }),
      ...(bufferLimitBytes === undefined ? {} : { bufferLimitBytes }),
      ...(onLog === undefined ? {} : { onLog }),
    });
    return testGateway(gateway, upstreams);
  } catch (error) {
    await Promise.all(upstreams.map((upstream) => upstream.close()));
    throw error;
  }
}

async function pluginsOf(options: ServeOptions): Promise<{ plugins: PluginSpec[]; metricLabels: string[] }> {
  const { filter, filters } = options;
  if ((filter === undefined) === (filters === undefined)) {
    throw new ToolError("ERR_USAGE", "serve: give either filter or filters");
  }
  const plugins: PluginSpec[] = [];
  const metricLabels = new Set(options.metricLabels);
  for (const one of filters ?? [{ ...options, filter: filter ?? "" }]) {
    const { module, papers } = await loadModule(one.filter);
    papers?.metricLabels.forEach((label) => metricLabels.add(label));
    const { config, name, vmId, environment, failurePolicy, allowOnHeadersStopIteration } = one;
    plugins.push({
      ...{ module, name: name ?? papers?.name ?? "filter", rootId: one.rootId ?? rootIdOf(papers) },
      ...(config === undefined ? {} : { configuration: toConfiguration(config) }),
      ...(vmId === undefined ? {} : { vmId }),
      ...(environment === undefined ? {} : { environment }),
      ...(failurePolicy === undefined ? {} : { failurePolicy }),
      ...(allowOnHeadersStopIteration === undefined ? {} : { allowOnHeadersStopIteration }),
    });
  }
  return { plugins, metricLabels: [...metricLabels] };
}

/** A test may name any root id, also one that the module is to refuse. */
function rootIdOf(papers: Papers | null): string {
  const choice = { module: papers?.name ?? "the module", papers, wanted: undefined, option: "rootId" } as const;
  return chooseRootId(choice) ?? "";
}

function toConfiguration(config: object | string | Uint8Array): string | Uint8Array {
  return typeof config === "string" || config instanceof Uint8Array ? config : JSON.stringify(config);
}

async function start(engine: Engine, options: GatewayOptions): Promise<Gateway> {
  // The other engine is not loaded: a test of one must not depend on what the other needs.
  if (engine === "envoy") return (await import("../envoy/index.js")).startEnvoy(options);
  return (await import("../host/index.js")).startHost(options);
}

function testGateway(gateway: Gateway, upstreams: readonly Upstream[]): TestGateway {
  const agent = new Agent({ keepAlive: true });
  const close = async (): Promise<void> => {
    agent.destroy();
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
    fetch: (path, init = {}) => gatewayFetch(gateway.url, path, init, agent),
    close,
    [Symbol.asyncDispose]: close,
  };
}
