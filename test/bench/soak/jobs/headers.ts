import type { Soak } from "./soak.js";

export const headers: Soak = {
  filter: "headers",
  config: {
    request: [
      { op: "set", name: "x-request-start", value: "t=${time.milliseconds}" },
      { op: "append_query", name: "id", value: "${uuid}" },
      { op: "remove", name: "x-internal-*" },
    ],
    response: [
      { op: "security_headers", preset: "web" },
      { op: "cookie_attributes", secure: true, http_only: true, same_site: "Lax" },
      { op: "set", name: "x-path", value: "${request.path}" },
    ],
    rules: [
      {
        when: { path_template: "/v1/tenants/{tenant}/**", methods: ["GET"] },
        request: [
          { op: "set", name: "x-tenant", value: "${path.tenant}" },
          { op: "rewrite_prefix", prefix: "/v1", to: "/api" },
        ],
        response: [{ op: "set", name: "x-tenant", value: "${path.tenant}" }],
      },
      { when: { status: ["5xx"] }, response: [{ op: "set", name: "cache-control", value: "no-store" }] },
    ],
  },
  keysMax: 0,
  request: (index) => ({
    headers: {
      ...{ ":method": "GET", ":authority": `${index}.test` },
      ":path": index % 100 === 0 ? `/${"a/".repeat(10_000)}` : `/v1/tenants/t${index}/x?a=${index}&b=%61`,
      cookie: `a=${index}; b=2`,
      "x-internal-a": index % 100 === 1 ? "x".repeat(60_000) : "1",
    },
    properties: {},
    response: { ":status": index % 7 === 0 ? "503" : "200", "set-cookie": `id=${index}; Path=/` },
  }),
};
