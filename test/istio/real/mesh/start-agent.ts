import { findEnvoy } from "../../../../tooling/envoy/find.js";
import { NAMESPACE } from "./gateway-objects.js";
import { Supervised } from "./supervised.js";
import { ENVOY_BOOTSTRAP, PILOT_AGENT } from "../istio-tools.js";

export interface AgentOptions {
  /** Address of istiod. */
  readonly discovery: string;
  /** For Envoy's admin interface, and for what nobody asks here: readiness, statistics, the agent itself. */
  readonly ports: {
    readonly admin: number;
    readonly status: number;
    readonly ready: number;
    readonly prometheus: number;
  };
  /** Registry that is spoken to by plain http. */
  readonly registry: string;
  /** Name of its pod. */
  readonly pod: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Its own. */
  readonly folder: string;
  /** A file that Envoy merges into its bootstrap: on a pod, that of the ConfigMap its annotation names. */
  readonly bootstrapOverride?: string;
}

/** Nothing listens there: by this port of istiod's the agent knows that it may ask for certificates without having any. */
const NO_AUTHORITY = "127.0.0.1:15010";

/**
 * istio-agent as on an ingress gateway's pod, with our Envoy. It logs that it gets no certificates: there is no authority here, and nothing
 * here needs one.
 */
export async function startAgent(options: AgentOptions): Promise<Supervised> {
  const { discovery, ports, registry, pod, labels, folder, bootstrapOverride } = options;
  const { path: binaryPath } = await findEnvoy();
  const configuration = {
    ...{ discoveryAddress: discovery, controlPlaneAuthPolicy: "NONE", concurrency: 1 },
    ...{ binaryPath, configPath: folder, proxyBootstrapTemplatePath: ENVOY_BOOTSTRAP },
    ...{ proxyAdminPort: ports.admin, statusPort: ports.status },
  };
  return new Supervised({
    ...{ path: PILOT_AGENT, folder },
    args: ["proxy", "router", "--domain", `${NAMESPACE}.svc.cluster.local`, "--proxyLogLevel=warning", "--stsPort=0"],
    env: {
      ...{ POD_NAME: pod, POD_NAMESPACE: NAMESPACE, INSTANCE_IP: "127.0.0.1" },
      ...{ ISTIO_META_CLUSTER_ID: "Kubernetes", ISTIO_METAJSON_LABELS: JSON.stringify(labels) },
      ...{ ENVOY_STATUS_PORT: String(ports.ready), ENVOY_PROMETHEUS_PORT: String(ports.prometheus) },
      ...{ PILOT_CERT_PROVIDER: "none", CA_ADDR: NO_AUTHORITY, WASM_INSECURE_REGISTRIES: registry },
      PROXY_CONFIG: JSON.stringify(configuration),
      ...(bootstrapOverride === undefined ? {} : { ISTIO_BOOTSTRAP_OVERRIDE: bootstrapOverride }),
    },
  });
}
