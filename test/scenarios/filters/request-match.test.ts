import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

type Lines = [name: string, value: string][];

/** What several filters' rules may ask of a request, in the same words. */
const CONDITIONS = [
  { exact: "/exact" },
  { template: "/users/{id}/orders/**" },
  { prefix: "/below" },
  { prefix: "/post", methods: ["POST"] },
  { prefix: "/plan", headers: { "X-Plan": "free", "x-any": "*" } },
];

const REQUESTS: readonly [held: boolean, path: string, method?: string, lines?: Lines][] = [
  [true, "/exact"],
  [true, "/%65xact?x=1"],
  [false, "/exact/"],
  [true, "/users/7/orders/"],
  [true, "/users/7/orders/3/items"],
  [false, "/users/7/order/3"],
  [false, "/users/7"],
  [true, "/below"],
  [true, "/x/../below/deeper"],
  [false, "/belowx"],
  [true, "/post", "POST"],
  [false, "/post"],
  [true, "/plan", "GET", [["x-plan", "free"], ["x-any", "1"]]], // prettier-ignore
  [true, "/plan", "GET", [["x-plan", "paid"], ["x-plan", "free"], ["x-any", ""]]], // prettier-ignore
  [false, "/plan", "GET", [["x-plan", "paid"], ["x-any", "1"]]], // prettier-ignore
  [false, "/plan", "GET", [["x-plan", "free"]]],
];

/** A filter, what a rule of it has beside its conditions, and how a response shows that a rule was for the request. */
interface Subject {
  readonly filter: string;
  readonly config: object;
  readonly isHeld: (response: Response) => boolean;
}

const SUBJECTS: readonly Subject[] = [
  {
    filter: "auth",
    config: {
      providers: [{ type: "jwt", name: "jwt", secret: "a secret of more than thirty-two bytes" }],
      rules: CONDITIONS.map((conditions) => ({ ...conditions, access: "anonymous" })),
    },
    isHeld: ({ status }) => status === 200,
  },
  {
    filter: "rate-limit",
    config: {
      rules: CONDITIONS.map((conditions, i) => ({ ...conditions, name: `r${i}`, limit: 1000, window_seconds: 3600 })),
    },
    isHeld: ({ headers }) => headers.has("ratelimit"),
  },
  {
    filter: "cache-headers",
    config: { rules: CONDITIONS.map((conditions) => ({ methods: [], ...conditions, cache_control: "max-age=1" })) },
    isHeld: ({ headers }) => headers.get("cache-control") === "max-age=1",
  },
  {
    filter: "body-guard",
    config: { rules: CONDITIONS.map((conditions, i) => ({ ...conditions, name: `r${i}`, required: true })) },
    isHeld: ({ status }) => status === 400,
  },
  {
    filter: "ext-authz",
    config: { service: { type: "http", cluster: "authz" }, unchecked: CONDITIONS },
    isHeld: ({ status }) => status === 200,
  },
];

describe.each(engines)("the conditions of rules on %s", (engine) => {
  describe.each(SUBJECTS)("in $filter", ({ filter, config, isHeld }) => {
    let gateway: TestGateway;

    beforeAll(async () => {
      gateway = await serve({
        ...{ engine, filter: `filters/${filter}`, config },
        upstream: () => new Response("served"),
        clusters: { authz: () => new Response("no", { status: 403 }) },
      });
    });

    afterAll(() => gateway.close());

    it.each(REQUESTS)("hold, %s, for %s", async (held, path, method = "GET", lines = []) => {
      const response = await gateway.fetch(path, { method, headers: lines });
      await response.text();
      expect(isHeld(response)).toBe(held);
    });
  });

  it.each(["rate-limit", "body-guard"])("are refused in %s where no path could meet them", async (filter) => {
    const rule = { name: "r", limit: 1, window_seconds: 1, exact: "/a/../b" };
    const { limit: _, window_seconds: __, ...rest } = rule;
    const config = { rules: [filter === "rate-limit" ? rule : rest] };
    await expect(serve({ engine, filter: `filters/${filter}`, config })).rejects.toThrow("$.rules[0].exact");
  });
});
