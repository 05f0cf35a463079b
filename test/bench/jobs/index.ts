import { authHs256 } from "./auth/hs256.js";
import { authRs256 } from "./auth/rs256.js";
import { authRs256Cached } from "./auth/rs256-cached.js";
import { filterJob } from "./filter-job.js";
import { bodyGuard } from "./filters/body-guard.js";
import { botAndBlock } from "./filters/bot-and-block.js";
import { cacheHeaders } from "./filters/cache-headers.js";
import { canary } from "./filters/canary.js";
import { cors } from "./filters/cors.js";
import { extAuthz } from "./filters/ext-authz.js";
import { headers } from "./filters/headers.js";
import { hmacSignature } from "./filters/hmac-signature.js";
import { ipRestriction } from "./filters/ip-restriction.js";
import { maintenance } from "./filters/maintenance.js";
import { metrics } from "./filters/metrics.js";
import { rateLimit } from "./filters/rate-limit.js";
import { requestId } from "./filters/request-id.js";
import { substitute } from "./filters/substitute.js";
import { headerJob } from "./header.js";
import { headers20Job } from "./headers20.js";
import type { Job } from "../../../tooling/bench/job.js";
import { jsonJob } from "./json.js";

/** A job to be measured. */
export interface Entry {
  readonly create: () => Promise<Job>;
  /** Its share of the time limit. */
  readonly timeShare: number;
}

/** The header job's ratios are those of small differences: they need more rounds than the rest for an interval as narrow. */
const LONG = 3;
const FULL = 1;

/** For what is not held against a figure. */
const SHORT = 0.35;

/** What a ready filter costs. */
export const FILTER_JOBS = {
  "auth-hs256": { create: async () => filterJob(authHs256()), timeShare: FULL },
  "auth-rs256": { create: async () => filterJob(authRs256()), timeShare: FULL },
  "auth-rs256-cached": { create: async () => filterJob(authRs256Cached()), timeShare: FULL },
  "filter-headers": { create: async () => filterJob(headers), timeShare: FULL },
  "rate-limit": { create: async () => filterJob(rateLimit), timeShare: FULL },
  "ext-authz": { create: async () => filterJob(extAuthz), timeShare: SHORT },
  "hmac-signature": { create: async () => filterJob(hmacSignature()), timeShare: SHORT },
  metrics: { create: async () => filterJob(metrics), timeShare: SHORT },
  substitute: { create: async () => filterJob(substitute), timeShare: SHORT },
  "ip-restriction": { create: async () => filterJob(ipRestriction), timeShare: SHORT },
  "bot-and-block": { create: async () => filterJob(botAndBlock), timeShare: SHORT },
  "body-guard": { create: async () => filterJob(bodyGuard), timeShare: SHORT },
  "cache-headers": { create: async () => filterJob(cacheHeaders), timeShare: SHORT },
  canary: { create: async () => filterJob(canary), timeShare: SHORT },
  cors: { create: async () => filterJob(cors), timeShare: SHORT },
  "request-id": { create: async () => filterJob(requestId), timeShare: SHORT },
  maintenance: { create: async () => filterJob(maintenance), timeShare: SHORT },
} satisfies Readonly<Record<string, Entry>>;

/** All jobs, in the order of a whole run. */
export const JOBS = {
  header: { create: headerJob, timeShare: LONG },
  headers20: { create: headers20Job, timeShare: FULL },
  json: { create: jsonJob, timeShare: FULL },
  ...FILTER_JOBS,
} satisfies Readonly<Record<string, Entry>>;

export type JobName = keyof typeof JOBS;
