import { GET, type JobRequest } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";
import { luaPeer } from "../peers.js";

const ABOUT = "the URI of a client's certificate taken out of one header into another";
const CALLER = "spiffe://cluster.local/ns/shop/sa/checkout";
const CERTIFICATE = `By=spiffe://cluster.local/ns/edge/sa/gateway;Hash=${"0123456789abcdef".repeat(4)};URI=${CALLER};DNS=shop.test`;

const ASK: JobRequest = { ...GET, headers: { "x-client-cert": CERTIFICATE } };

export const substitute: FilterJob = {
  name: "substitute",
  filter: "substitute",
  about: ABOUT,
  requests: [ASK],
  checks: [
    {
      about: ABOUT,
      request: ASK,
      isDone: ({ status, upstreamHeaders }) => status === 200 && upstreamHeaders["x-caller"] === CALLER,
    },
    {
      about: "without a URI there is no caller",
      request: { ...GET, headers: { "x-client-cert": "Hash=0123" } },
      isDone: ({ status, upstreamHeaders }) => status === 200 && upstreamHeaders["x-caller"] === undefined,
    },
  ],
  peers: [
    luaPeer([
      "function envoy_on_request(handle)",
      "  local headers = handle:headers()",
      '  local caller = string.match(headers:get("x-client-cert") or "", "URI=([^;]*)")',
      '  if caller then headers:replace("x-caller", caller) end',
      "end",
    ]),
  ],
  variants: {
    sluice: {
      about: "filters/substitute",
      config: {
        substitutions: [
          {
            ...{ in: "request_header", name: "x-client-cert", to: "x-caller" },
            ...{ pattern: "^.*URI=([^;]*).*$", replacement: "$1" },
          },
        ],
      },
    },
  },
};
