import { addressOf, type Soak } from "./soak.js";

const CLIENT = { from: "client_address" };

export const rateLimit: Soak = {
  filter: "rate-limit",
  config: {
    rules: [
      {
        name: "clients",
        limit: 5,
        window_seconds: 60,
        key: [CLIENT, { from: "header", name: "x-key" }],
        max_keys: 256,
      },
      {
        name: "paths",
        algorithm: "sliding_window",
        limit: 9,
        window_seconds: 1,
        key: [{ from: "path" }, { from: "query", name: "q" }],
        max_keys: 256,
      },
    ],
  },
  keysMax: 2 * 32 + 1,
  request: (index) => ({
    headers: { ":path": `/a/${index}?q=${index}`, "x-key": index % 100 === 0 ? "x".repeat(60_000) : `k${index}` },
    properties: { "source.address": `${addressOf(index)}:1234` },
  }),
};
