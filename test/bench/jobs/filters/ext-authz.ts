import { UPSTREAM_CLUSTER } from "../../../../tooling/envoy/names.js";
import { GET } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";
import { nativePeer } from "../peers.js";

const ABOUT = "one callout a request to a service that lets all pass; the service's own time is not counted";

const SERVICE = { type: "http", cluster: UPSTREAM_CLUSTER, timeout_ms: 5000 };

/** The upstream is the service, too. */
export const extAuthz: FilterJob = {
  name: "ext-authz",
  filter: "ext-authz",
  about: ABOUT,
  requests: [GET],
  checks: [{ about: ABOUT, request: GET, isDone: ({ status }) => status === 200 }],
  peers: [
    nativePeer("ext_authz", "Envoy's own filter, over HTTP", "ext_authz.v3.ExtAuthz", {
      http_service: { server_uri: { uri: "http://authz", cluster: UPSTREAM_CLUSTER, timeout: "5s" } },
    }),
  ],
  variants: {
    sluice: { about: "filters/ext-authz", config: { service: SERVICE } },
    cached: { about: "the same with a cache", config: { service: SERVICE, cache: { seconds: 60 } } },
  },
};
