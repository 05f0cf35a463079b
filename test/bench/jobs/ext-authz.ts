import { join } from "node:path";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { UPSTREAM_CLUSTER } from "../../../tooling/envoy/names.js";
import { packageRoot } from "../../../tooling/package-root.js";
import { GET, type Job, type Participant } from "./job.js";
import { nativePeer, NO_FILTER, wasm } from "./peers.js";

const ABOUT = "one callout a request to a service that lets all pass; the service's own time is not counted";

/** The ext-authz job: what asking a service costs Envoy, beside its own filter. The upstream is the service, too. */
export async function extAuthzJob(): Promise<Job> {
  return {
    name: "ext-authz",
    about: ABOUT,
    request: GET,
    checks: [{ about: ABOUT, request: GET, isDone: ({ status }) => status === 200 }],
    participants: [
      NO_FILTER,
      nativePeer("ext_authz", "Envoy's own filter, over HTTP", "ext_authz.v3.ExtAuthz", {
        http_service: { server_uri: { uri: "http://authz", cluster: UPSTREAM_CLUSTER, timeout: "5s" } },
      }),
      await extAuthz("sluice", "filters/ext-authz", {}),
      await extAuthz("cached", "the same with a cache", { cache: { seconds: 60 } }),
    ],
    references: ["ext_authz"],
  };
}

async function extAuthz(name: string, about: string, more: object): Promise<Participant> {
  const { module } = await compileFilter({ filter: join(packageRoot(), "filters", "ext-authz") });
  const service = { type: "http", cluster: UPSTREAM_CLUSTER, timeout_ms: 5000 };
  return wasm({ name, about, module, rootId: "ext-authz", configuration: JSON.stringify({ service, ...more }) });
}
