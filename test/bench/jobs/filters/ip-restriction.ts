import { GET, type JobRequest } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";
import { nativePeer } from "../peers.js";

const BLOCKS = 64;
const ABOUT = `a client whose address lies in the last of ${BLOCKS} blocks`;

/** `10.0.0.0/24`, `10.0.4.0/24` and so on: no two lie side by side, so that none can be merged. */
const ADDRESSES = Array.from({ length: BLOCKS }, (_, index) => `10.0.${index * 4}.0`);

const askFrom = (address: string): JobRequest => ({ ...GET, headers: { "x-forwarded-for": address } });
const ASK = askFrom(`10.0.${(BLOCKS - 1) * 4}.7`);

export const ipRestriction: FilterJob = {
  name: "ip-restriction",
  filter: "ip-restriction",
  about: ABOUT,
  requests: [ASK],
  checks: [
    { about: ABOUT, request: ASK, isDone: ({ status }) => status === 200 },
    { about: "others are refused", request: askFrom("10.0.3.7"), isDone: ({ status }) => status === 403 },
  ],
  peers: [
    nativePeer("rbac", "Envoy's own filter", "rbac.v3.RBAC", {
      rules: {
        action: "ALLOW",
        policies: {
          clients: {
            permissions: [{ any: true }],
            principals: ADDRESSES.map((address) => ({ remote_ip: { address_prefix: address, prefix_len: 24 } })),
          },
        },
      },
    }),
  ],
  variants: {
    sluice: { about: "filters/ip-restriction", config: { allow: ADDRESSES.map((address) => `${address}/24`) } },
    hops: {
      about: "the same by x-forwarded-for",
      config: { allow: ADDRESSES.map((address) => `${address}/24`), trusted_hops: 1 },
    },
  },
};
