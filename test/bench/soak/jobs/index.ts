import { auth } from "./auth.js";
import { bodyGuard } from "./body-guard.js";
import { botAndBlock } from "./bot-and-block.js";
import { cacheHeaders } from "./cache-headers.js";
import { canary } from "./canary.js";
import { cors } from "./cors.js";
import { extAuthzHttp, extAuthzOpa } from "./ext-authz.js";
import { headers } from "./headers.js";
import { hmacSignature } from "./hmac-signature.js";
import { ipRestriction } from "./ip-restriction.js";
import { maintenance } from "./maintenance.js";
import { metrics } from "./metrics.js";
import { rateLimit } from "./rate-limit.js";
import { requestId } from "./request-id.js";
import type { Soak } from "./soak.js";
import { substitute } from "./substitute.js";

/** All ready filters. */
export const SOAKS: readonly Soak[] = [
  auth,
  extAuthzHttp,
  extAuthzOpa,
  hmacSignature,
  metrics,
  headers,
  substitute,
  rateLimit,
  ipRestriction,
  botAndBlock,
  bodyGuard,
  canary,
  cors,
  cacheHeaders,
  requestId,
  maintenance,
];
