import { GET } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";
import { nativePeer } from "../peers.js";

const ABOUT = "one limit that is never reached, counted by client over all workers";

/** More than the load comes to. */
const LIMIT = 1_000_000_000;

const RULES = [{ name: "clients", limit: LIMIT, window_seconds: 1, key: [{ from: "client_address" }] }];
const PERCENTAGE = { default_value: { numerator: 100, denominator: "HUNDRED" } };

export const rateLimit: FilterJob = {
  name: "rate-limit",
  filter: "rate-limit",
  about: ABOUT,
  requests: [GET],
  checks: [{ about: ABOUT, request: GET, isDone: ({ status }) => status === 200 }],
  peers: [
    nativePeer("local_ratelimit", "Envoy's own filter, one bucket", "local_ratelimit.v3.LocalRateLimit", {
      stat_prefix: "bench",
      token_bucket: { max_tokens: LIMIT, tokens_per_fill: LIMIT, fill_interval: "1s" },
      filter_enabled: PERCENTAGE,
      filter_enforced: PERCENTAGE,
    }),
  ],
  bound: "rate-limit",
  variants: {
    sluice: { about: "filters/rate-limit", config: { rules: RULES, response_headers: "draft" } },
    silent: { about: "the same without response headers", config: { rules: RULES, response_headers: "none" } },
  },
};
