import { addressOf, type Soak } from "./soak.js";

export const ipRestriction: Soak = {
  filter: "ip-restriction",
  config: { allow: ["10.0.0.0/8"], deny: ["10.0.0.128/25", "10.1.0.0/16"], trusted_hops: 1 },
  keysMax: 0,
  request: (index) => ({
    headers: { "x-forwarded-for": index % 100 === 0 ? "1.2.3.4,".repeat(7000) : `spoof, ${addressOf(index)}` },
    properties: {},
  }),
};
