import { GET, type JobRequest } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";
import { EXTENSIONS, nativePeer } from "../peers.js";

const ABOUT = "a page of an allowed origin asks, with credentials";
const ORIGIN = "https://app.example.com";

const METHODS = ["GET", "POST", "PUT"];
const HEADERS = ["content-type", "authorization"];
const EXPOSED = ["x-total"];

const askFrom = (origin: string): JobRequest => ({ ...GET, headers: { origin } });
const ASK = askFrom(ORIGIN);
const PREFLIGHT: JobRequest = {
  ...{ method: "OPTIONS", body: "" },
  headers: { origin: ORIGIN, "access-control-request-method": "PUT" },
};

const POLICY = {
  "@type": `${EXTENSIONS}.cors.v3.CorsPolicy`,
  allow_origin_string_match: [{ exact: ORIGIN }, { exact: "https://preview.example.com" }],
  allow_methods: METHODS.join(","),
  allow_headers: HEADERS.join(","),
  expose_headers: EXPOSED.join(","),
  allow_credentials: true,
  max_age: "600",
};

export const cors: FilterJob = {
  name: "cors",
  filter: "cors",
  about: ABOUT,
  requests: [ASK],
  checks: [
    {
      about: ABOUT,
      request: ASK,
      isDone: ({ status, responseHeaders }) =>
        status === 200 &&
        responseHeaders["access-control-allow-origin"] === ORIGIN &&
        responseHeaders["access-control-allow-credentials"] === "true" &&
        responseHeaders["access-control-expose-headers"] === EXPOSED.join(","),
    },
    {
      about: "a page of another origin may not read",
      request: askFrom("https://evil.test"),
      isDone: ({ responseHeaders }) => responseHeaders["access-control-allow-origin"] === undefined,
    },
    {
      about: "a preflight is answered",
      request: PREFLIGHT,
      isDone: ({ responseHeaders }) => (responseHeaders["access-control-allow-methods"] ?? "").includes("PUT"),
    },
  ],
  peers: [{ ...nativePeer("cors", "Envoy's own filter", "cors.v3.Cors", {}), routeConfig: POLICY }],
  variants: {
    sluice: {
      about: "filters/cors",
      config: {
        allow_origins: [ORIGIN, "https://preview.example.com"],
        ...{ allow_methods: METHODS, allow_headers: HEADERS, expose_headers: EXPOSED, allow_credentials: true },
      },
    },
  },
};
