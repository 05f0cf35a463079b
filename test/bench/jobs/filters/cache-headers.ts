import { GET, type JobRequest } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";
import { luaPeer } from "../peers.js";

const ABOUT = "what is under a path may be stored for a year, unless it is for one client";
const YEAR = "public, max-age=31536000, immutable";

const ask = (path: string, headers: Record<string, string> = {}): JobRequest => ({ ...GET, path, headers });
const ASK = ask("/assets/app.css");

export const cacheHeaders: FilterJob = {
  name: "cache-headers",
  filter: "cache-headers",
  about: ABOUT,
  requests: [ASK],
  checks: [
    {
      about: ABOUT,
      request: ASK,
      isDone: ({ status, responseHeaders }) => status === 200 && responseHeaders["cache-control"] === YEAR,
    },
    {
      about: "what is elsewhere has no rule",
      request: ask("/other"),
      isDone: ({ status, responseHeaders }) => status === 200 && responseHeaders["cache-control"] === undefined,
    },
    {
      about: "a client with credentials gets what no one may store",
      request: ask("/assets/app.css", { authorization: "Bearer x" }),
      isDone: ({ responseHeaders }) => responseHeaders["cache-control"] === "no-store",
    },
  ],
  peers: [
    luaPeer([
      "function envoy_on_request(handle)",
      "  local headers = handle:headers()",
      '  if string.sub(headers:get(":path"), 1, 8) ~= "/assets/" then return end',
      `  local value = headers:get("authorization") and "no-store" or "${YEAR}"`,
      '  handle:streamInfo():dynamicMetadata():set("cache", "value", value)',
      "end",
      "function envoy_on_response(handle)",
      '  local cache = handle:streamInfo():dynamicMetadata():get("cache")',
      "  if not cache then return end",
      "  local headers = handle:headers()",
      '  if headers:get(":status") ~= "200" then return end',
      '  local value = headers:get("set-cookie") and "no-store" or cache["value"]',
      '  headers:replace("cache-control", value)',
      '  headers:remove("expires")',
      "end",
    ]),
  ],
  variants: {
    sluice: {
      about: "filters/cache-headers",
      config: { rules: [{ paths: ["/assets"], cache_control: YEAR }] },
    },
  },
};
