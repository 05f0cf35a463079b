import { describe, expect, it } from "vitest";
import { sign } from "../scenarios/filters/hmac-signature/sign.js";
import { compileFilter } from "../../tooling/compile/compile.js";
import { startGuest, type GuestRequest } from "./guest.js";

/** On a machine that does much else. */
const TIME_LIMIT_MS = 120_000;

const PAGE = 65_536;
const WARM_UP = 20_000;
const REQUESTS = 100_000;

interface Soak {
  readonly filter: string;
  readonly config: object;
  /** The request with that number. */
  readonly request: (index: number) => GuestRequest;
  /** Keys that shared data may come to. */
  readonly keysMax: number;
  /** Pages of memory that it may come to. Default 16. */
  readonly pagesMax?: number;
}

const CLIENT = { from: "client_address" };

const SECRET = "a secret of more than thirty-two bytes, shared";

/** The second at which the guest's clock starts. */
const STARTED = Date.UTC(2026, 0, 1) / 1000;

/** An address of its own for each request. */
const addressOf = (index: number): string => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;

const soaks: readonly Soak[] = [
  {
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
  },
  {
    filter: "ip-restriction",
    config: { allow: ["10.0.0.0/8"], deny: ["10.0.0.128/25", "10.1.0.0/16"], trusted_hops: 1 },
    keysMax: 0,
    request: (index) => ({
      headers: { "x-forwarded-for": index % 100 === 0 ? "1.2.3.4,".repeat(7000) : `spoof, ${addressOf(index)}` },
      properties: {},
    }),
  },
  {
    filter: "cors",
    config: {
      allow_origins: ["https://*.test"],
      allow_origin_patterns: ["https://[a-z]+\\.example"],
      allow_headers: ["*"],
    },
    keysMax: 0,
    request: (index) => ({
      headers: {
        ":method": index % 2 === 0 ? "OPTIONS" : "GET",
        "access-control-request-method": "PUT",
        "access-control-request-headers": "x".repeat(index % 100 === 0 ? 60_000 : 7),
        origin: index % 100 === 1 ? `https://${"a".repeat(60_000)}.test` : `https://h${index}.test`,
      },
      properties: {},
    }),
  },
  {
    filter: "request-id",
    config: {},
    keysMax: 0,
    request: (index) => ({
      headers: { "x-request-id": index % 100 === 0 ? "x".repeat(60_000) : `id-${index}`, traceparent: `00-${index}` },
      properties: {},
    }),
  },
  {
    filter: "maintenance",
    config: { allow: ["10.0.0.0/8"], allow_paths: ["/open"], trusted_hops: 1 },
    keysMax: 0,
    request: (index) => ({
      headers: {
        ":path": index % 100 === 0 ? `/${"a/".repeat(30_000)}` : `/${index}`,
        "x-forwarded-for": index % 2 === 0 ? addressOf(index) : "192.0.2.1",
        accept: index % 100 === 1 ? "text/html,".repeat(6000) : "application/json",
      },
      properties: {},
    }),
  },
  {
    filter: "bot-and-block",
    config: {
      presets: ["ai-crawlers", "scanners"],
      rules: [
        { name: "paths", paths: ["^/admin"], headers: { "x-key": "z$" } },
        { name: "queries", action: "tag", queries: ["(x+x+)+y"] },
      ],
    },
    keysMax: 0,
    // Patterns are compiled in one callback, whose garbage stays until it ends.
    pagesMax: 48,
    request: (index) => ({
      headers: {
        ":path":
          index % 100 === 0 ? `/${"%2e./".repeat(3_000)}?${"x+".repeat(3_000)}` : `/a/${index}/../%61?q=${index}`,
        "user-agent": index % 100 === 1 ? "GPTBo".repeat(4_000) : `agent ${index}`,
      },
      properties: {},
    }),
  },
  {
    filter: "cache-headers",
    config: {
      rules: [
        { paths: ["/a"], cache_control: "max-age=1", cdn_cache_control: "max-age=9", vary: ["accept"] },
        { remove_age: true, replace_vary: true, vary: ["*"] },
      ],
    },
    keysMax: 0,
    request: (index) => ({
      headers: {
        ...{
          ":method": "GET",
          ":path": index % 100 === 0 ? `/${"a/".repeat(30_000)}` : `/${"a;/"[index % 3]}/${index}`,
        },
        ...(index % 5 === 0 ? { authorization: `Bearer ${index}` } : {}),
      },
      properties: {},
      response: {
        ":status": index % 7 === 0 ? "304" : "200",
        "content-type": index % 100 === 1 ? "x".repeat(60_000) : "text/html",
        "cache-control": index % 100 === 2 ? "max-age=1,".repeat(6000) : `max-age=${index}`,
        vary: index % 100 === 3 ? "x,".repeat(30_000) : "accept-encoding",
        ...(index % 11 === 0 ? { "set-cookie": "id=1", expires: "0", age: "1" } : {}),
      },
    }),
  },
  {
    filter: "canary",
    config: {
      variants: [
        { name: "stable", weight: 90 },
        { name: "canary", weight: 10 },
      ],
      sticky: "cookie",
      override_header: "x-want",
      paths: ["/"],
    },
    keysMax: 0,
    request: (index) => ({
      headers: {
        ":path": `/a/${index}`,
        cookie: index % 100 === 0 ? "variant=x;".repeat(6_000) : `variant=${index % 2 ? "stable" : "gone"}`,
        "x-want": index % 100 === 1 ? "w".repeat(60_000) : "none",
      },
      properties: {},
    }),
  },
  {
    filter: "ext-authz",
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
  },
  {
    filter: "ext-authz",
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
  },
  {
    filter: "hmac-signature",
    config: {
      keys: [{ keyid: "partner", secret: SECRET }],
      required_components: ["@method", "@path"],
      max_age_seconds: 86_400,
      max_nonces: 4096,
    },
    keysMax: 128,
    request: (index) => {
      const path = `/${index}`;
      const signature = sign({
        secret: index % 5 === 0 ? "another" : SECRET,
        components: [
          ["@method", "GET"],
          ["@path", path],
        ],
        params: `;created=${STARTED};keyid="partner";nonce="${index % 100 === 0 ? "n".repeat(10_000) : index}"`,
      });
      const headers = { ":method": "GET", ":authority": "a.test", ":scheme": "http", ":path": path };
      return { headers: { ...headers, ...Object.fromEntries(signature) }, properties: {} };
    },
  },
];

describe.each(soaks)("$filter over 100,000 requests", ({ filter, config, request, keysMax, pagesMax = 16 }) => {
  it(
    "keeps its memory, and the shared data its bounds",
    async () => {
      const guest = await startGuest(filter, config);
      for (let index = 0; index < WARM_UP; ++index) guest.request(request(index));
      const warm = guest.memory.buffer.byteLength;
      for (let index = WARM_UP; index < REQUESTS; ++index) guest.request(request(index));
      expect(guest.memory.buffer.byteLength).toBe(warm);
      expect(warm).toBeLessThanOrEqual(pagesMax * PAGE);
      expect(guest.keys().length).toBeLessThanOrEqual(keysMax);
    },
    TIME_LIMIT_MS,
  );

  it("is a module of at most 60 KB", async () => {
    const { module } = await compileFilter({ filter: `filters/${filter}` });
    expect(module.byteLength).toBeLessThanOrEqual(60 * 1024);
  });
});
