import { addressOf, type Soak } from "./soak.js";

export const extAuthzHttp: Soak = {
  filter: "ext-authz",
  variant: "http",
  config: {
    service: { type: "http", cluster: "authz", allowed_headers: ["x-*"], allowed_upstream_headers: ["x-user*"] },
    unchecked: [{ prefix: "/open" }],
    cache: { seconds: 1, max_entries: 64 },
  },
  keysMax: 0,
  request: (index) => ({
    headers: {
      ...{ ":method": "GET", ":authority": "a.test", ":path": index % 50 === 0 ? "/open" : `/${index % 3000}` },
      authorization: index % 100 === 0 ? "x".repeat(60_000) : `token ${index % 3000}`,
      "x-tenant": "acme",
    },
    properties: {},
    answer: {
      headers: {
        ":status": index % 7 === 0 ? "403" : index % 11 === 0 ? "500" : "200",
        "x-user": index % 101 === 0 ? "u".repeat(60_000) : `user ${index}`,
      },
      body: index % 70 === 0 ? "no ".repeat(20_000) : "no",
    },
  }),
};

export const extAuthzOpa: Soak = {
  filter: "ext-authz",
  variant: "opa",
  config: { service: { type: "opa", cluster: "opa" } },
  keysMax: 0,
  request: (index) => ({
    headers: {
      ...{ ":method": "GET", ":authority": "a.test", ":path": `/a/${index}?q=${index}&r=%20` },
      cookie: index % 100 === 0 ? "x".repeat(60_000) : `c=${index}`,
    },
    properties: { "source.address": `${addressOf(index)}:1234`, "destination.address": "10.0.0.1:80" },
    answer: {
      headers: { ":status": "200" },
      body: JSON.stringify({
        result: { allowed: index % 3 > 0, headers: { "x-user": `${index}` }, body: "no ".repeat(index % 500) },
      }),
    },
  }),
};
