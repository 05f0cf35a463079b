import { GET, type JobRequest } from "../../../../tooling/bench/job.js";
import { sign } from "../../../scenarios/filters/hmac-signature/sign.js";
import type { FilterJob } from "../filter-job.js";

const ABOUT = "method, authority, path and query, signed by hmac-sha256 (RFC 9421)";
const SECRET = "a secret of thirty-two bytes: 01";
const AUTHORITY = "gateway.test";
const DAY_SECONDS = 86_400;

/** The signature is good for longer than the benchmark takes. */
export function hmacSignature(): FilterJob {
  const ask = askWith(SECRET);
  return {
    name: "hmac-signature",
    filter: "hmac-signature",
    about: ABOUT,
    requests: [ask],
    checks: [
      { about: ABOUT, request: ask, isDone: ({ status }) => status === 200 },
      { about: "another secret's is refused", request: askWith("another"), isDone: ({ status }) => status === 401 },
    ],
    peers: [],
    variants: {
      sluice: {
        about: "filters/hmac-signature",
        config: { keys: [{ keyid: "partner", secret: SECRET }], max_age_seconds: DAY_SECONDS },
      },
    },
  };
}

function askWith(secret: string): JobRequest {
  const components = [["@method", "GET"] as const, ["@authority", AUTHORITY], ["@path", "/"], ["@query", "?"]] as const;
  const params = `;created=${Math.floor(Date.now() / 1000)};keyid="partner"`;
  return { ...GET, headers: { host: AUTHORITY, ...Object.fromEntries(sign({ secret, components, params })) } };
}
