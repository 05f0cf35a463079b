import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MetricSample } from "sluice";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

type Labels = Record<string, string>;

/** The series of a metric: its labels in the order of their names, and what was counted. */
async function seriesOf(gateway: TestGateway, name: string): Promise<[Labels, number][]> {
  const samples = (await gateway.metrics()).filter((sample: MetricSample) => sample.name === name);
  return samples.map(({ labels, value, count }) => [labels, value ?? count ?? 0]);
}

const CONFIG = {
  metrics: ["requests_total", "request_duration_ms", "upstream_latency_ms", "upstream_errors_total"],
  requests_total: ["host", "status", "tenant", "plan", "kept"],
  request_duration_ms: ["virtual_host", "route", "protocol", "mtls"],
  labels: [
    { label: "tenant", from: "request_header", name: "X-Tenant" },
    { label: "plan", from: "request_header", name: "x-plan", values: ["free", "pro"] },
    { label: "kept", from: "response_header", name: "x-kept" },
  ],
  max_values: 5,
};

describe.each(engines)("labels of metrics on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      ...{ engine, filter: "filters/metrics", config: CONFIG, workers: 2 },
      metricLabels: ["tenant", "plan", "kept"],
      upstream: (request) =>
        request.path === "/reset"
          ? new Response("no", { status: 502 })
          : new Response("ok", { headers: { "x-kept": request.headers.get("x-say") ?? "" } }),
    });
  });

  afterAll(() => gateway.close());

  const send = (headers: [string, string][], path = "/"): Promise<string> =>
    gateway.fetch(path, { headers: [["connection", "close"], ...headers] }).then((response) => response.text());

  it("tell apart host, status and headers of either side", async () => {
    await send([
      ["host", "Shop.Example.COM"],
      ["x-tenant", "acme/eu"],
      ["x-plan", "pro"],
      ["x-say", "v1.2"],
    ]);
    await expect
      .poll(() => seriesOf(gateway, "requests_total"))
      .toContainEqual([{ host: "shop.example.com", status: "200", tenant: "acme/eu", plan: "pro", kept: "v1.2" }, 1]);
  });

  it("show what is not there as none, what is not listed as other", async () => {
    await send([
      ["host", "shop.example.com"],
      ["x-plan", "gold"],
    ]);
    await expect
      .poll(() => seriesOf(gateway, "requests_total"))
      .toContainEqual([{ host: "shop.example.com", status: "200", tenant: "none", plan: "other", kept: "none" }, 1]);
  });

  it("read attributes by their path", async () => {
    await using other = await serve({
      ...{ engine, filter: "filters/metrics", metricLabels: ["scheme", "agent"] },
      config: {
        requests_total: ["scheme", "agent", "host"],
        labels: [
          { label: "scheme", from: "attribute", name: "request/scheme" },
          { label: "agent", from: "attribute", name: "request.useragent" },
        ],
        hosts: ["Shop.Test"],
      },
    });
    await other.fetch("/", { headers: { host: "sHop.test", "user-agent": "a" } });
    await expect
      .poll(() => seriesOf(other, "requests_total"))
      .toEqual([[{ scheme: "http", agent: "a", host: "shop.test" }, 1]]);
  });

  it("know route, virtual host, protocol and certificate", async () => {
    await send([]);
    const durations = await seriesOf(gateway, "request_duration_ms");
    expect(durations.map(([labels]) => labels)).toEqual([
      { virtual_host: "gateway", route: "none", protocol: "HTTP/1.1", mtls: "none" },
    ]);
  });

  it("observe the upstream's latency and errors by cluster", async () => {
    await send([], "/reset");
    await expect
      .poll(() => seriesOf(gateway, "upstream_errors_total"))
      .toEqual([[{ cluster: "upstream", response_flags: "none" }, 1]]);
    const [latency] = await seriesOf(gateway, "upstream_latency_ms");
    expect(latency?.[0]).toEqual({ cluster: "upstream" });
  });

  it("admit as many values as configured, the same on all workers", async () => {
    const tenants = Array.from({ length: 60 }, (_, i) => `hostile-${i % 30}`);
    await Promise.all(tenants.map((tenant) => send([["x-tenant", tenant]])));
    const total = async (): Promise<number> =>
      (await seriesOf(gateway, "requests_total"))
        .filter(([{ tenant = "" }]) => tenant.startsWith("hostile") || tenant === "other")
        .reduce((sum, [, count]) => sum + count, 0);
    await expect.poll(total).toBe(60);
    const seen = new Set((await seriesOf(gateway, "requests_total")).map(([{ tenant }]) => tenant));
    seen.delete("none");
    seen.delete("other");
    expect(seen.size).toBe(CONFIG.max_values);
    expect(seen).toContain("acme/eu");
  });

  it("cut, clean and count what a client makes up, and survive it", async () => {
    await using other = await serve({
      ...{ engine, filter: "filters/metrics", metricLabels: ["tenant"] },
      config: {
        ...{ metrics: ["requests_total"], requests_total: ["tenant", "host"] },
        labels: [{ label: "tenant", from: "request_header", name: "x-tenant" }],
      },
    });
    const hostile = [
      `${"é".repeat(200)}`,
      "a;status=1",
      'x"y\\z{}',
      "x".repeat(5000),
      "a:b=c d",
      "v1..2.",
      "outbound|80||a.b.svc",
    ];
    for (const tenant of hostile) {
      const response = await other.fetch("/", {
        headers: [["x-tenant", Buffer.from(tenant).toString("latin1")]],
      });
      expect(response.status).toBe(200);
    }
    await expect.poll(async () => (await seriesOf(other, "requests_total")).length).toBe(hostile.length);
    const tenants = (await seriesOf(other, "requests_total")).map(([{ tenant }]) => tenant);
    expect(tenants.sort()).toEqual(
      ["_".repeat(64), "a_b_c_d", "a_status_1", "x".repeat(128), "x_y_z__", "v1..2_", "outbound|80||a.b.svc"].sort(),
    );
  });

  it("stay within the series that all metrics may have together", async () => {
    await using other = await serve({
      ...{ engine, filter: "filters/metrics", workers: 2, metricLabels: ["a"] },
      config: {
        metrics: ["requests_total", "request_bytes"],
        ...{ requests_total: ["a"], request_bytes: ["a"], max_series: 6 },
        labels: [{ label: "a", from: "request_header", name: "x-a" }],
      },
    });
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => other.fetch("/", { headers: { "x-a": `v${i}`, connection: "close" } })),
    );
    const all = async (): Promise<[Labels, number][]> => [
      ...(await seriesOf(other, "requests_total")),
      ...(await seriesOf(other, "request_bytes")),
    ];
    await expect.poll(async () => (await all()).reduce((sum, [, count]) => sum + count, 0)).toBe(80);
    const named = (await all()).filter(([{ a }]) => a !== "other");
    expect(named).toHaveLength(6);
  });

  it.each([
    ["a label that is not there", { requests_total: ["method", "nope"] }, "$.requests_total[1]"],
    ["a label that stands there twice", { request_bytes: ["method", "method"] }, "$.request_bytes[1]"],
    [
      "a label of a name that is taken",
      { labels: [{ label: "method", from: "request_header", name: "x" }] },
      "$.labels[0].label",
    ],
    ["a label that histograms have", { labels: [{ label: "le", from: "attribute", name: "x" }] }, "$.labels[0].label"],
    [
      "an attribute whose segments nobody can tell",
      { labels: [{ label: "a", from: "attribute", name: "metadata.a.b" }] },
      "$.labels[0].name",
    ],
    ["a metric that is not there", { metrics: ["requests"] }, "$.metrics[0]"],
  ])("are refused for %s", async (_, config, path) => {
    await expect(serve({ engine, filter: "filters/metrics", config })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(path) as string,
    });
  });
});

describe.each(engines)("gRPC in metrics on %s", (engine) => {
  it("is told by service, method and status, of trailers or of headers alone", async () => {
    await using gateway = await serve({
      ...{ engine, filter: "filters/metrics" },
      config: {
        metrics: ["requests_total", "upstream_errors_total"],
        ...{ requests_total: ["grpc_service", "grpc_method", "grpc_status"], upstream_errors_total: ["cluster"] },
      },
      upstream: (request) =>
        request.headers.get("x-answer") === "trailers"
          ? {
              headers: [["content-type", "application/grpc"]],
              body: "\0\0\0\0\0",
              trailers: [["grpc-status", "14"]],
            }
          : new Response(null, { headers: { "content-type": "application/grpc", "grpc-status": "5" } }),
    });
    const call = (headers: Record<string, string>): Promise<string> =>
      gateway
        .fetch("/shop.v1.Cart/Add?x=1", { method: "POST", body: "\0\0\0\0\0", headers: { te: "trailers", ...headers } })
        .then((response) => response.text());
    await call({ "content-type": "application/grpc+proto", "x-answer": "trailers" });
    await call({ "content-type": "application/grpc" });
    await call({ "content-type": "text/plain" });
    const calls = async (): Promise<string[]> =>
      (await seriesOf(gateway, "requests_total"))
        .map(([labels, count]) =>
          [labels["grpc_service"], labels["grpc_method"], labels["grpc_status"], count].join(" "),
        )
        .sort();
    await expect.poll(calls).toEqual(["none none none 1", "shop.v1.Cart Add 14 1", "shop.v1.Cart Add 5 1"]);
    expect(await seriesOf(gateway, "upstream_errors_total")).toEqual([[{ cluster: "upstream" }, 1]]);
  });
});

describe.each(engines)("an upstream that can't be reached, in metrics on %s", (engine) => {
  it("is an error with its flags, and no latency", async () => {
    await using gateway = await serve({
      ...{ engine, filter: "filters/metrics", upstream: "http://127.0.0.1:1" },
      config: { metrics: ["upstream_errors_total", "upstream_latency_ms"] },
    });
    expect((await gateway.fetch("/")).status).toBe(503);
    await expect
      .poll(() => seriesOf(gateway, "upstream_errors_total"))
      .toEqual([[{ cluster: "upstream", response_flags: "UF" }, 1]]);
    expect(await seriesOf(gateway, "upstream_latency_ms")).toEqual([]);
  });
});

describe.each(engines)("a VM that ends, in metrics on %s", (engine) => {
  it("leaves no stream in the gauge", async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const filter = "test/fixtures/filters/metrics-trap";
    await using gateway = await serve({
      engine,
      plugins: [
        { filter, name: "metrics", rootId: "metrics", failurePolicy: "FAIL_RELOAD" },
        { filter, name: "trap", rootId: "trap", failurePolicy: "FAIL_RELOAD" },
      ],
      upstream: async (request) => {
        if (request.path === "/held") await held;
        return new Response("ok");
      },
    });
    const inFlight = async (): Promise<number> => (await seriesOf(gateway, "requests_in_flight"))[0]?.[1] ?? -1;
    const pending = [1, 2].map(() => gateway.fetch("/held").catch(() => null));
    await expect.poll(inFlight, { timeout: 5000 }).toBe(2);
    await gateway.fetch("/", { headers: { "x-trap": "1" } }).catch(() => null);
    await expect
      .poll(
        async () => {
          // The new VM comes with a request, and its ticks with it.
          await gateway.fetch("/").catch(() => null);
          return inFlight();
        },
        { timeout: 20000, interval: 500 },
      )
      .toBe(0);
    release();
    await Promise.all(pending);
    expect(await inFlight()).toBe(0);
  }, 40000);
});
