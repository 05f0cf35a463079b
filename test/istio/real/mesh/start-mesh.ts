import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gatewayFetch, type GatewayFetchInit } from "../../../../tooling/testing/gateway-fetch.js";
import type { GatewayResponse } from "../../../../tooling/testing/gateway-response.js";
import { makeAgentData } from "./agent-data.js";
import { Closers } from "./closers.js";
import { freePorts } from "./free-ports.js";
import { gatewayObjects, LABELS } from "./gateway-objects.js";
import { pluginNames, runsPlugins } from "./running-plugins.js";
import { type AgentOptions, startAgent } from "./start-agent.js";
import { startIstiod } from "./start-istiod.js";
import { until } from "./until.js";

/** As many as an agent takes. */
const AGENT_PORTS = 4;

export interface MeshOptions {
  /** Origin of what the gateway routes to. */
  readonly upstream: string;
  /** Origin of the service that `istio/examples/ext-authz.json` asks. */
  readonly authz: string;
  /** Origin of the TCP service behind the gateway. */
  readonly echo: string;
  /** Host and port of a registry that speaks plain http. */
  readonly registry: string;
}

/** istiod, istio-agent and our Envoy as an ingress gateway, without Kubernetes. */
export interface Mesh extends AsyncDisposable {
  /** Origin of the gateway. */
  readonly url: string;
  /** Where it takes TCP connections, on this machine. */
  readonly tcpPort: number;
  /** Origin of its Envoy's admin interface. */
  readonly adminUrl: string;
  /** What istio-agent and Envoy said last. */
  logs(): readonly string[];
  /**
   * Hands objects to istiod, in the place of those handed before.
   *
   * @throws Error with the words of istiod's webhook when that refuses one.
   */
  submit(manifest: string): Promise<void>;
  /** The same, and waits until Envoy serves with the plugins in them. */
  apply(manifest: string): Promise<void>;
  /** Starts the gateway anew, as a new pod; with a piece of bootstrap that is merged into its own. */
  restart(bootstrap: string): Promise<void>;
  /**
   * Starts more gateways, one for each set of labels, which end with the mesh: a port for each of them, on which they listen once objects
   * that are handed in say so.
   */
  startGateways(labels: readonly Readonly<Record<string, string>>[]): Promise<number[]>;
  /** What Prometheus gets of istio-agent. */
  scrape(): Promise<string>;
  /** One request to the gateway on a connection of its own. */
  fetch(path: string, init?: GatewayFetchInit): Promise<GatewayResponse>;
}

/**
 * Starts a mesh on ports of its own; all of it goes with it, at the latest when this process dies.
 *
 * @example
 * const mesh = await startMesh({ upstream, authz, registry });
 * await mesh.apply(manifest);
 * await mesh.fetch("/");
 */
export async function startMesh(options: MeshOptions): Promise<Mesh> {
  const started = new Closers();
  try {
    return await start(options, started);
  } catch (error) {
    await started[Symbol.asyncDispose]();
    throw error;
  }
}

async function start({ upstream, authz, echo, registry }: MeshOptions, started: Closers): Promise<Mesh> {
  started.use(await makeAgentData());
  const [gateway = 0, tcp = 0, ...others] = await freePorts(2 + AGENT_PORTS);
  const ports = agentPorts(others);
  const url = `http://127.0.0.1:${gateway}`;
  const adminUrl = `http://127.0.0.1:${ports.admin}`;

  const istiod = started.use(await startIstiod(await folder("istiod", started)));
  const objects = gatewayObjects({
    ...{ gateway, tcp, upstream: portOf(upstream), authz: portOf(authz), echo: portOf(echo) },
  });
  const submit = (manifest: string): Promise<void> => istiod.put(`${objects}---\n${manifest}`);
  await submit("");

  const common = { discovery: istiod.discovery, registry };
  const options = { ...common, ports, pod: "gateway", labels: LABELS };
  let agent = await startAgent({ ...options, folder: await folder("agent", started) });
  started.defer(() => agent[Symbol.asyncDispose]());
  let plugins: readonly string[] = [];
  const served = (names: readonly string[]): Promise<true> =>
    until(
      async () => {
        agent.mustRun();
        return (await runsPlugins(adminUrl, names).catch(() => false)) || null;
      },
      () => `Envoy serves with [${names.join(", ")}]\n${agent.lines.slice(-60).join("\n")}`,
    );
  await served([]);

  const connections = new Agent({ keepAlive: false });
  return {
    ...{ url, tcpPort: tcp, adminUrl, logs: () => agent.lines, submit },
    apply: async (manifest) => {
      await submit(manifest);
      plugins = pluginNames(manifest);
      await served(plugins);
    },
    restart: async (bootstrap) => {
      await agent[Symbol.asyncDispose]();
      const own = await folder("agent", started);
      const bootstrapOverride = join(own, "custom_bootstrap.json");
      await writeFile(bootstrapOverride, bootstrap);
      agent = await startAgent({ ...options, folder: own, bootstrapOverride });
      await served(plugins);
    },
    startGateways: async (labels) => {
      const free = await freePorts(labels.length * (1 + AGENT_PORTS));
      const listening = free.splice(0, labels.length);
      for (const [index, own] of labels.entries()) {
        const pod = `gateway-${listening[index] ?? 0}`;
        const its = { ports: agentPorts(free.splice(0, AGENT_PORTS)), folder: await folder(pod, started) };
        started.use(await startAgent({ ...common, ...its, pod, labels: own }));
      }
      return listening;
    },
    scrape: async () => (await fetch(`http://127.0.0.1:${ports.status}/stats/prometheus`)).text(),
    fetch: (path, init = {}) => gatewayFetch(url, path, init, connections),
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

function agentPorts([admin = 0, status = 0, ready = 0, prometheus = 0]: readonly number[]): AgentOptions["ports"] {
  return { admin, status, ready, prometheus };
}

async function folder(name: string, started: Closers): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), `sluice-${name}-`));
  started.defer(() => rm(path, { recursive: true, force: true }));
  return path;
}

function portOf(origin: string): number {
  return Number(new URL(origin).port);
}
