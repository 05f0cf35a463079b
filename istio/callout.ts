import type { TypedObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import type { PluginUrl } from "./plugin-url.js";

/** `networking.istio.io/v1 ServiceEntry`, as far as a manifest writes it. */
export interface ServiceEntry extends TypedObject {
  readonly apiVersion: "networking.istio.io/v1";
  readonly kind: "ServiceEntry";
  readonly spec: {
    readonly hosts: readonly string[];
    readonly location: "MESH_EXTERNAL";
    readonly resolution: "DNS";
    readonly ports: readonly { readonly number: number; readonly name: string; readonly protocol: "HTTP" }[];
  };
}

/** `networking.istio.io/v1 DestinationRule`, as far as a manifest writes it. */
export interface DestinationRule extends TypedObject {
  readonly apiVersion: "networking.istio.io/v1";
  readonly kind: "DestinationRule";
  readonly spec: {
    readonly host: string;
    readonly trafficPolicy: {
      readonly tls: {
        readonly mode: "SIMPLE";
        readonly caCertificates: string;
        readonly sni: string;
        readonly subjectAltNames: readonly string[];
      };
    };
  };
}

/** istio-agent's word for the public authorities that the proxy's image knows; the default too, but `istioctl analyze` wants it said. */
const SYSTEM_ROOTS = "system";

/** The name that istiod gives the cluster of a host outside the mesh: what the plugin calls. */
export function calloutCluster({ host, port }: PluginUrl): string {
  return `outbound|${port}||${host}`;
}

/**
 * What makes a host outside the mesh a cluster of the proxies: a ServiceEntry, and for `https` a DestinationRule by which the proxy speaks
 * TLS and verifies the host's certificate. The plugin itself speaks plain HTTP to its cluster.
 *
 * @example
 * callout("istio-system", parsePluginUrl("https://keys.example.com")!); // the plugin calls outbound|443||keys.example.com
 */
export function callout(namespace: string, url: PluginUrl): (ServiceEntry | DestinationRule)[] {
  const { scheme, host, port } = url;
  const metadata = objectMeta(`callout-${host}-${port}`, namespace);
  const entry: ServiceEntry = {
    apiVersion: "networking.istio.io/v1",
    kind: "ServiceEntry",
    metadata,
    spec: {
      hosts: [host],
      location: "MESH_EXTERNAL",
      resolution: "DNS",
      ports: [{ number: port, name: `http-${port}`, protocol: "HTTP" }],
    },
  };
  if (scheme !== "https") return [entry];
  const tls = { mode: "SIMPLE", caCertificates: SYSTEM_ROOTS, sni: host, subjectAltNames: [host] } as const;
  const rule: DestinationRule = {
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata,
    spec: { host, trafficPolicy: { tls } },
  };
  return [entry, rule];
}
