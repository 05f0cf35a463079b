import { GET } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";

const ABOUT = "Envoy's own identifier kept and echoed, a new trace context";

export const requestId: FilterJob = {
  name: "request-id",
  filter: "request-id",
  about: ABOUT,
  requests: [GET],
  checks: [
    {
      about: ABOUT,
      request: GET,
      isDone: ({ status, upstreamHeaders, responseHeaders }) =>
        status === 200 &&
        upstreamHeaders["x-request-id"] !== undefined &&
        upstreamHeaders["x-request-id"] === responseHeaders["x-request-id"] &&
        /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/.test(upstreamHeaders["traceparent"] ?? ""),
    },
  ],
  peers: [],
  variants: { sluice: { about: "filters/request-id without a configuration", config: {} } },
};
