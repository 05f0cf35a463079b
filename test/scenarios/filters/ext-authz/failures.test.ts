import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { FetchHandler, TestGateway } from "sluice/testing";
import { HOSTILE_PATHS, type HostileService, startHostileService } from "./hostile-service.js";

describe.each(engines)("ext-authz with a service that fails on %s", (engine) => {
  let hostile: HostileService;

  beforeAll(async () => {
    hostile = await startHostileService();
  });

  afterAll(() => hostile.close());

  const start = (authz: FetchHandler | string, more: object = {}, service: object = {}): Promise<TestGateway> =>
    serve({
      ...{ engine, filter: "filters/ext-authz", clusters: { authz } },
      config: {
        ...{ service: { type: "http", cluster: "authz", timeout_ms: 5000, ...service }, status_on_error: 503 },
        ...more,
      },
      upstream: (request) => new Response(request.headers.get("x-envoy-auth-failure-mode-allowed") ?? "served"),
    });

  const spoofed = { headers: { "x-envoy-auth-failure-mode-allowed": "true" } };
  const outcomes = async (gateway: TestGateway): Promise<(string | number | undefined)[][]> =>
    (await gateway.metrics()).map(({ labels, value }) => [labels["outcome"], value]);

  it("gives the client status_on_error without a body where the service answers 5xx", async () => {
    await using gateway = await start(() => new Response("a stack trace", { status: 500, headers: { "x-own": "1" } }));
    const response = await gateway.fetch("/");
    expect([response.status, await response.text(), response.headers.get("x-own")]).toEqual([503, "", null]);
    await expect.poll(() => outcomes(gateway)).toEqual([["error", 1]]);
  });

  it("does so where nobody listens, and where Envoy has no such cluster", async () => {
    await using refusing = await start("http://127.0.0.1:1");
    expect((await refusing.fetch("/")).status).toBe(503);
    await using unknown = await start("http://127.0.0.1:1", {}, { cluster: "nowhere" });
    expect((await unknown.fetch("/")).status).toBe(503);
  });

  it("does so where the service takes too long", async () => {
    await using gateway = await start(() => new Promise(() => undefined), {}, { timeout_ms: 50 });
    expect((await gateway.fetch("/")).status).toBe(503);
  });

  it("is 403 unless the configuration says otherwise", async () => {
    await using gateway = await start(() => new Response(null, { status: 503 }), { status_on_error: 403 });
    expect((await gateway.fetch("/")).status).toBe(403);
  });

  it("lets requests pass in failure mode allow, and says so to the upstream only where it is to", async () => {
    const down: FetchHandler = () => new Response(null, { status: 500 });
    await using open = await start(down, { failure_mode_allow: true });
    expect(await (await open.fetch("/", spoofed)).text()).toBe("served");
    await expect.poll(() => outcomes(open)).toEqual([["error_allowed", 1]]);
    await using telling = await start(down, { failure_mode_allow: true, failure_mode_allow_header_add: true });
    expect(await (await telling.fetch("/")).text()).toBe("true");
    await using unknown = await start(down, { failure_mode_allow: true }, { cluster: "nowhere" });
    expect(await (await unknown.fetch("/")).text()).toBe("served");
  });

  it("takes the service's own headers from a request that passes unasked, too", async () => {
    await using gateway = await serve({
      ...{ engine, filter: "filters/ext-authz", clusters: { authz: () => new Response(null, { status: 500 }) } },
      config: {
        service: { type: "http", cluster: "authz", allowed_upstream_headers: ["x-user", "x-role*"] },
        failure_mode_allow: true,
      },
      upstream: (request) => Response.json([request.headers.get("x-user"), request.headers.get("x-role")]),
    });
    const response = await gateway.fetch("/", { headers: { "x-user": "root", "x-role": "root" } });
    expect(await response.json()).toEqual([null, null]);
  });

  it("refuses all that is no HTTP answer, and goes on with the next request", async () => {
    await using gateway = await start(hostile.url, {}, { allowed_upstream_headers: ["x-user"] });
    for (const path of [...HOSTILE_PATHS, ...HOSTILE_PATHS]) {
      expect((await gateway.fetch(`/${path}`)).status, path).toBe(503);
    }
  });

  it("passes a refusal of 100 KiB on, and of one of 3 MiB the status alone", async () => {
    await using gateway = await start(
      (request) => new Response("x".repeat(request.path === "/large" ? 100 << 10 : 3 << 20), { status: 403 }),
    );
    const large = await gateway.fetch("/large");
    expect([large.status, (await large.text()).length]).toEqual([403, 100 << 10]);
    for (let i = 0; i < 5; ++i) {
      const huge = await gateway.fetch("/huge");
      expect([huge.status, await huge.text()]).toEqual([403, ""]);
    }
  });

  it("keeps two hundred clients waiting for a slow service, and loses none", async () => {
    const waiting: (() => void)[] = [];
    await using gateway = await start(async (request) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return new Response(null, { status: request.path.endsWith("0") ? 403 : 200 });
    });
    const paths = Array.from({ length: 200 }, (_, i) => `/${i}`);
    const statuses = Promise.all(paths.map(async (path) => (await gateway.fetch(path)).status));
    await expect.poll(() => waiting.length, { timeout: 20_000 }).toBe(200);
    waiting.forEach((answer) => answer());
    expect(await statuses).toEqual(paths.map((path) => (path.endsWith("0") ? 403 : 200)));
  });

  it("is not disturbed by clients that leave before the answer", async () => {
    const waiting: (() => void)[] = [];
    await using gateway = await start(async () => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return new Response();
    });
    const leaving = Array.from({ length: 20 }, () => new AbortController());
    const left = leaving.map(({ signal }) => gateway.fetch("/", { signal }).catch(() => "left"));
    await expect.poll(() => waiting.length, { timeout: 20_000 }).toBe(20);
    leaving.forEach((one) => one.abort());
    expect(new Set(await Promise.all(left))).toEqual(new Set(["left"]));
    waiting.splice(0).forEach((answer) => answer());
    const next = gateway.fetch("/");
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.();
    expect((await next).status).toBe(200);
  });
});

describe.each(engines)("the cache of ext-authz on %s", (engine) => {
  it("asks once about requests that are alike for the service, and never keeps a refusal", async () => {
    let asked = 0;
    await using gateway = await serve({
      ...{ engine, filter: "filters/ext-authz", workers: 1 },
      clusters: {
        authz: (request) => {
          ++asked;
          if (request.path === "/no") return new Response("no", { status: 403 });
          const headers: [string, string][] = [["x-user", `user ${request.headers.get("authorization") ?? "?"}`]];
          if (request.path === "/cookie") headers.push(["set-cookie", `a=${asked}`]);
          return { headers };
        },
      },
      config: {
        service: {
          ...{ type: "http", cluster: "authz", allowed_headers: ["x-tenant"] },
          ...{ allowed_upstream_headers: ["x-user"], allowed_client_headers_on_success: ["set-cookie"] },
        },
        cache: { seconds: 60 },
      },
      upstream: (request) => new Response(request.headers.get("x-user")),
    });
    const ask = async (path: string, headers: Record<string, string>, method = "GET"): Promise<[string, number]> => {
      const response = await gateway.fetch(path, { headers, method });
      return [await response.text(), asked];
    };
    expect(await ask("/a", { authorization: "ada" })).toEqual(["user ada", 1]);
    expect(await ask("/a", { authorization: "ada", "x-other": "1", "x-user": "root" })).toEqual(["user ada", 1]);
    expect(await ask("/a", { authorization: "bob" })).toEqual(["user bob", 2]);
    expect(await ask("/a", { authorization: "ada", "x-tenant": "acme" })).toEqual(["user ada", 3]);
    expect(await ask("/b", { authorization: "ada" })).toEqual(["user ada", 4]);
    expect(await ask("/a", { authorization: "ada" }, "POST")).toEqual(["user ada", 5]);
    expect(await ask("/a", { authorization: "ada", host: "other.test" })).toEqual(["user ada", 6]);
    // The last one again: an earlier one may have lost its slot to a later.
    expect(await ask("/a", { authorization: "ada", host: "other.test" })).toEqual(["user ada", 6]);
    expect([await ask("/no", {}), await ask("/no", {})]).toEqual([
      ["no", 7],
      ["no", 8],
    ]);
    expect([(await ask("/cookie", {}))[1], (await ask("/cookie", {}))[1]]).toEqual([9, 10]);
  });

  it("forgets", async () => {
    let asked = 0;
    await using gateway = await serve({
      ...{ engine, filter: "filters/ext-authz", workers: 1 },
      clusters: { authz: () => (++asked, new Response()) },
      config: { service: { type: "http", cluster: "authz" }, cache: { seconds: 1 } },
    });
    await gateway.fetch("/");
    expect(asked).toBe(1);
    await expect.poll(async () => (await gateway.fetch("/"), asked), { timeout: 5000, interval: 100 }).toBe(2);
  });
});
