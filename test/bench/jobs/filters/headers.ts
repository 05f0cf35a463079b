import { type Exchange, GET } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";
import { luaPeer, nativePeer } from "../peers.js";

const ABOUT = "two headers set each way";

const REQUEST = { "x-gateway": "edge-1", "x-region": "eu-central-1" };
const RESPONSE = { "x-content-type-options": "nosniff", "referrer-policy": "strict-origin-when-cross-origin" };
const OPERATIONS = { request: operationsOf(REQUEST), response: operationsOf(RESPONSE) };

export const headers: FilterJob = {
  name: "filter-headers",
  filter: "headers",
  about: ABOUT,
  requests: [GET],
  checks: [{ about: ABOUT, request: GET, isDone }],
  peers: [
    nativePeer("header_mutation", "Envoy's own filter, in C++", "header_mutation.v3.HeaderMutation", {
      mutations: { request_mutations: mutationsOf(REQUEST), response_mutations: mutationsOf(RESPONSE) },
    }),
    luaPeer([
      "function envoy_on_request(handle) local headers = handle:headers()",
      ...Object.entries(REQUEST).map(([name, value]) => `headers:replace("${name}", "${value}")`),
      "end function envoy_on_response(handle) local headers = handle:headers()",
      ...Object.entries(RESPONSE).map(([name, value]) => `headers:replace("${name}", "${value}")`),
      "end",
    ]),
  ],
  bound: "headers",
  variants: {
    sluice: { about: "filters/headers, for every stream", config: OPERATIONS },
    rules: {
      about: "the same by a rule",
      config: { rules: [{ when: { methods: ["GET"], path_prefix: "/" }, ...OPERATIONS }] },
    },
  },
};

function isDone({ status, upstreamHeaders, responseHeaders }: Exchange): boolean {
  return status === 200 && hasAll(upstreamHeaders, REQUEST) && hasAll(responseHeaders, RESPONSE);
}

function operationsOf(values: Readonly<Record<string, string>>): object[] {
  return Object.entries(values).map(([name, value]) => ({ op: "set", name, value }));
}

function mutationsOf(values: Readonly<Record<string, string>>): object[] {
  return Object.entries(values).map(([key, value]) => ({
    append: { header: { key, value }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" },
  }));
}

function hasAll(values: Readonly<Record<string, unknown>>, expected: Readonly<Record<string, string>>): boolean {
  return Object.entries(expected).every(([name, value]) => values[name] === value);
}
