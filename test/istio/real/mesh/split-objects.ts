import { stringify } from "yaml";
import { meta } from "./gateway-objects.js";

/** The host that the gateway splits. */
export const SPLIT_HOST = "split.test";
/** The label by which workloads of two revisions are told apart, and their subsets. */
export const REVISION = "revision";

/** A revision's workloads: where they listen, and their share of a hundred requests. */
export interface Share {
  readonly port: number;
  readonly weight: number;
}

/** What has the gateway of the mesh send to each revision's workloads the share that a VirtualService says, and them answer. */
export function splitObjects(shares: Readonly<Record<string, Share>>): string {
  const revisions = Object.entries(shares);
  const objects = [
    {
      ...{ apiVersion: "networking.istio.io/v1", kind: "ServiceEntry", metadata: meta("split") },
      spec: {
        ...{ hosts: [SPLIT_HOST], location: "MESH_EXTERNAL", resolution: "STATIC" },
        ports: [{ number: 80, name: "main", protocol: "HTTP" }],
        endpoints: revisions.map(([revision, { port }]) => ({
          ...{ address: "127.0.0.1", ports: { main: port }, labels: { [REVISION]: revision } },
        })),
      },
    },
    {
      ...{ apiVersion: "networking.istio.io/v1", kind: "DestinationRule", metadata: meta("split") },
      spec: {
        host: SPLIT_HOST,
        subsets: revisions.map(([revision]) => ({ name: revision, labels: { [REVISION]: revision } })),
      },
    },
    {
      ...{ apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: meta("split") },
      spec: {
        ...{ hosts: [SPLIT_HOST], gateways: ["gateway"] },
        http: [
          {
            route: revisions.map(([subset, { weight }]) => ({
              ...{ destination: { host: SPLIT_HOST, subset, port: { number: 80 } }, weight },
            })),
          },
        ],
      },
    },
    ...revisions.flatMap(([revision, { port }]) => workload(revision, port)),
  ];
  return objects.map((object) => stringify(object)).join("---\n");
}

/** What one revision's workloads do: they answer themselves. */
function workload(revision: string, port: number): object[] {
  return [
    {
      ...{ apiVersion: "networking.istio.io/v1", kind: "Gateway", metadata: meta(revision) },
      spec: {
        selector: { [REVISION]: revision },
        servers: [{ port: { number: port, name: "http", protocol: "HTTP" }, hosts: ["*"] }],
      },
    },
    {
      ...{ apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: meta(revision) },
      spec: {
        ...{ hosts: ["*"], gateways: [revision] },
        http: [{ directResponse: { status: 200, body: { string: revision } } }],
      },
    },
  ];
}
