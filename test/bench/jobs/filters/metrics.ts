import { GET } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";

const ABOUT = "requests counted by method and class of status, their duration and sizes, and how many are in flight";

export const metrics: FilterJob = {
  name: "metrics",
  filter: "metrics",
  about: ABOUT,
  requests: [GET],
  checks: [{ about: ABOUT, request: GET, isDone: ({ status }) => status === 200 }],
  peers: [],
  variants: {
    sluice: { about: "filters/metrics without a configuration", config: {} },
    all: {
      about: "all metrics, by nine labels",
      config: {
        metrics: [
          ...["requests_total", "request_duration_ms", "request_bytes", "response_bytes", "requests_in_flight"],
          ...["upstream_latency_ms", "upstream_errors_total"],
        ],
        requests_total: ["method", "status_class", "virtual_host", "route", "cluster", "grpc_status"],
        request_duration_ms: ["virtual_host", "route"],
      },
    },
  },
};
