import { GET, type JobRequest } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";
import { luaPeer } from "../peers.js";

const ABOUT = "5 of 100 requests get another variant, and the route is chosen by it";
const VARIANTS = [
  { name: "stable", weight: 95 },
  { name: "canary", weight: 5 },
];

const ASK: JobRequest = { ...GET, headers: { "x-user-id": "ada", "x-variant": "a client's own" } };

export const canary: FilterJob = {
  name: "canary",
  filter: "canary",
  about: ABOUT,
  requests: [ASK],
  checks: [
    {
      about: ABOUT,
      request: ASK,
      isDone: ({ status, upstreamHeaders }) =>
        status === 200 && VARIANTS.some(({ name }) => name === upstreamHeaders["x-variant"]),
    },
  ],
  peers: [
    luaPeer([
      "function envoy_on_request(handle)",
      '  handle:headers():replace("x-variant", math.random() < 0.05 and "canary" or "stable")',
      "  handle:clearRouteCache()",
      "end",
    ]),
  ],
  variants: {
    sluice: { about: "filters/canary, drawn for each request", config: { variants: VARIANTS } },
    sticky: {
      about: "the same by a hash of the user",
      config: { variants: VARIANTS, sticky: "header", sticky_header: "x-user-id" },
    },
  },
};
