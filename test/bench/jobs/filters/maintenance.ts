import { GET, type JobRequest } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";

const ABOUT = "the gateway is closed; a client that may pass does";

const askFrom = (address: string): JobRequest => ({ ...GET, headers: { "x-forwarded-for": address } });
const ASK = askFrom("192.0.2.7");

export const maintenance: FilterJob = {
  name: "maintenance",
  filter: "maintenance",
  about: ABOUT,
  requests: [ASK],
  checks: [
    { about: ABOUT, request: ASK, isDone: ({ status }) => status === 200 },
    { about: "others find it closed", request: askFrom("198.51.100.7"), isDone: ({ status }) => status === 503 },
  ],
  peers: [],
  variants: {
    sluice: { about: "filters/maintenance", config: { allow: ["192.0.2.0/24"], trusted_hops: 1 } },
    off: { about: "the same, switched off", config: { enabled: false }, isIdle: true },
  },
};
