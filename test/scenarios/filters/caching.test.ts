import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, type HeaderLine, serve, type TestGateway } from "sluice/testing";
import { contentDigest, sign } from "./hmac-signature/sign.js";

const SHARED = "public, max-age=600";
const SECRET = "a secret of more than thirty-two bytes, shared";

const cacheHeaders = {
  ...{ filter: "filters/cache-headers", name: "cache-headers" },
  config: {
    rules: [
      { paths: ["/same"], cache_control: SHARED, with_authorization: true },
      { methods: [], cache_control: SHARED },
    ],
  },
};

const hmacSignature = {
  ...{ filter: "filters/hmac-signature", name: "hmac-signature" },
  config: {
    ...{ keys: [{ keyid: "partner", secret: SECRET }], unsigned_paths: ["/open"], max_body_bytes: 1024 },
    required_components: ["@path"],
  },
};

const extAuthz = {
  ...{ filter: "filters/ext-authz", name: "ext-authz" },
  config: {
    service: { type: "http", cluster: "authz", allowed_headers: ["cookie"] },
    ...{ unchecked: [{ prefix: "/open" }], failure_mode_allow: true },
  },
};

interface Sent {
  readonly path: string;
  readonly headers?: HeaderLine[];
  readonly body?: string;
}

function signed(path: string, body?: string): Sent {
  const digest = body === undefined ? [] : [["content-digest", contentDigest(body)] as const];
  const params = `;created=${Math.floor(Date.now() / 1000)};keyid="partner"`;
  const signature = sign({ secret: SECRET, components: [["@path", path], ...digest], params });
  return {
    path,
    headers: [...digest.map(([...line]): HeaderLine => line), ...signature],
    ...(body !== undefined && { body }),
  };
}

const asked = (path: string, cookie: string): Sent => ({ path, headers: [["cookie", cookie]] });

const FILTERS = [
  {
    filter: hmacSignature,
    admitted: (path: string) => [signed(path), signed(path, "a body")],
  },
  {
    filter: extAuthz,
    admitted: (path: string) => [asked(path, "user=ada"), asked(path, "service=down")],
  },
];

describe.each(engines)("caching of what is let in without Authorization on %s", (engine) => {
  describe.each(
    FILTERS.flatMap(({ filter, admitted }) => [
      { name: `${filter.name} before cache-headers`, plugins: [filter, cacheHeaders], admitted },
      { name: `${filter.name} behind cache-headers`, plugins: [cacheHeaders, filter], admitted },
    ]),
  )("with $name", ({ plugins, admitted }) => {
    let gateway: TestGateway;

    beforeAll(async () => {
      gateway = await serve({
        ...{ engine, plugins, upstream: () => new Response("ada's balance") },
        clusters: {
          authz: ({ headers }) => {
            const cookie = headers.get("cookie");
            return new Response("", { status: cookie === "user=ada" ? 200 : cookie === "service=down" ? 503 : 403 });
          },
        },
      });
    });
    afterAll(() => gateway.close());

    async function see({ path, headers = [], body }: Sent): Promise<[number, string | null]> {
      const response = await gateway.fetch(path, {
        headers,
        ...(body !== undefined && { method: "POST", body }),
      });
      await response.text();
      return [response.status, response.headers.get("cache-control")];
    }

    it("keeps from shared caches what somebody was let in for", async () => {
      for (const request of admitted("/account")) expect(await see(request)).toEqual([200, "no-store"]);
    });

    it("leaves to shared caches what a rule says is the same for all", async () => {
      const [request] = admitted("/same");
      expect(request && (await see(request))).toEqual([200, SHARED]);
    });

    it("leaves to shared caches what is open to all", async () => {
      expect(await see({ path: "/open" })).toEqual([200, SHARED]);
    });
  });
});
