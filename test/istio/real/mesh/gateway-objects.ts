import { stringify } from "yaml";

export const NAMESPACE = "istio-system";
/** The label by which manifests select the gateway. */
export const SELECTOR = "istio=ingressgateway";
/** The Gateway of the Gateway API by which they refer to it. */
export const TARGET_REF = "Gateway/gateway";
/** The labels of its pods; Istio knows by the second which Gateway a pod serves. */
export const LABELS = { istio: "ingressgateway", "gateway.networking.k8s.io/gateway-name": "gateway" };

export interface GatewayPorts {
  /** Where the gateway listens. */
  readonly gateway: number;
  /** Where it listens for TCP connections. */
  readonly tcp: number;
  /** Where those lead, on this machine. */
  readonly echo: number;
  /** Where what it routes to listens, on this machine. */
  readonly upstream: number;
  /** Where the authorization service of `ext-authz.json` listens. */
  readonly authz: number;
}

/** What a user of Istio has before there is any plugin: a gateway, a route, and the services they name. */
export function gatewayObjects({ gateway, tcp, echo, upstream, authz }: GatewayPorts): string {
  const objects = [
    {
      ...{ apiVersion: "networking.istio.io/v1", kind: "Gateway", metadata: meta("gateway") },
      spec: {
        selector: { istio: "ingressgateway" },
        servers: [
          { port: { number: gateway, name: "http", protocol: "HTTP" }, hosts: ["*"] },
          { port: { number: tcp, name: "tcp", protocol: "TCP" }, hosts: ["*"] },
        ],
      },
    },
    {
      ...{ apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: meta("route") },
      spec: {
        ...{ hosts: ["*"], gateways: ["gateway"] },
        http: [
          {
            ...{ name: "canary", match: [{ headers: { "x-variant": { exact: "canary" } } }] },
            directResponse: { status: 200, body: { string: "canary" } },
          },
          { name: "upstream", route: [{ destination: { host: "upstream.test", port: { number: 80 } } }] },
        ],
        tcp: [{ match: [{ port: tcp }], route: [{ destination: { host: "echo.test", port: { number: 9000 } } }] }],
      },
    },
    service("upstream", "upstream.test", 80, upstream),
    service("authz", "authz.security.svc.cluster.local", 8080, authz),
    service("echo", "echo.test", 9000, echo, "TCP"),
  ];
  return objects.map((object) => stringify(object)).join("---\n");
}

export function meta(name: string): object {
  return { name, namespace: NAMESPACE };
}

/** A service of this machine, by the name that routes go to. */
function service(name: string, host: string, port: number, listening: number, protocol = "HTTP"): object {
  return {
    ...{ apiVersion: "networking.istio.io/v1", kind: "ServiceEntry", metadata: meta(name) },
    spec: {
      ...{ hosts: [host], location: "MESH_EXTERNAL", resolution: "STATIC" },
      ports: [{ number: port, name: "main", protocol, targetPort: listening }],
      endpoints: [{ address: "127.0.0.1", ports: { main: listening } }],
    },
  };
}
