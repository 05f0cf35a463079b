import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MetricSample } from "sluice";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

/** The gauge is brought up to date once a second. */
const GAUGE = { timeout: 5000 };

describe.each(engines)("metrics on %s", (engine) => {
  let gateway: TestGateway;
  const held: (() => void)[] = [];

  beforeAll(async () => {
    gateway = await serve({
      ...{ engine, filter: "filters/metrics", config: {}, workers: 2 },
      upstream: async (request) => {
        if (request.path === "/held") await new Promise<void>((resolve) => held.push(resolve));
        return new Response("x".repeat(100), { status: Number(request.headers.get("x-status") ?? 200) });
      },
    });
  });

  afterAll(async () => {
    held.forEach((release) => release());
    await gateway.close();
  });

  async function sample(name: string, labels: Record<string, string> = {}): Promise<MetricSample | undefined> {
    return (await gateway.metrics()).find(
      (candidate) => candidate.name === name && JSON.stringify(candidate.labels) === JSON.stringify(labels),
    );
  }

  const count = async (method: string, status_class: string): Promise<number> =>
    (await sample("requests_total", { method, status_class }))?.value ?? 0;

  it("counts by method and status class, exactly over two workers", async () => {
    const requests = Array.from({ length: 60 }, (_, i) => i);
    const bodies = requests.map(async (i) => {
      const status = ["200", "404", "500"][i % 3] ?? "200";
      const response = await gateway.fetch("/", {
        method: i % 2 === 0 ? "GET" : "DELETE",
        headers: { "x-status": status },
      });
      return response.text();
    });
    await Promise.all(bodies);
    for (const method of ["GET", "DELETE"]) {
      for (const statusClass of ["2xx", "4xx", "5xx"]) {
        await expect.poll(() => count(method, statusClass), { message: `${method} ${statusClass}` }).toBe(10);
      }
    }
  });

  it("counts a method that a client made up as other", async () => {
    for (const method of ["PROPFIND", "MKCOL", "REPORT"]) {
      await gateway.fetch("/", { method }).then((response) => response.text());
    }
    await expect.poll(() => count("other", "2xx")).toBe(3);
  });

  it("observes durations and sizes", async () => {
    const before = (await sample("request_bytes"))?.sum ?? 0;
    const answered = (await sample("response_bytes"))?.count ?? 0;
    await gateway.fetch("/", { method: "POST", body: "y".repeat(1000) }).then((response) => response.text());
    await expect.poll(async () => (await sample("response_bytes"))?.count).toBe(answered + 1);
    const sum = (await sample("request_bytes"))?.sum ?? 0;
    // Envoy's histograms keep a value to within a few percent.
    expect((sum - before) / 1000).toBeCloseTo(1, 1);
    const durations = await sample("request_duration_ms");
    expect(durations?.count).toBe(answered + 1);
  });

  it("knows what is in flight, and counts a stream that its client aborts", async () => {
    const inFlight = async (): Promise<number | undefined> => (await sample("requests_in_flight"))?.value;
    await expect.poll(inFlight, GAUGE).toBe(0);
    const aborted = new AbortController();
    const pending = [1, 2, 3].map(() =>
      gateway.fetch("/held", { method: "PUT", signal: aborted.signal }).catch(() => null),
    );
    await expect.poll(inFlight, GAUGE).toBe(3);
    aborted.abort();
    await Promise.all(pending);
    await expect.poll(inFlight, GAUGE).toBe(0);
    await expect.poll(() => count("PUT", "none")).toBe(3);
  });

  it("starts with an empty configuration, and not with one that has a key", async () => {
    await using other = await serve({ engine, filter: "filters/metrics", upstream: () => new Response("ok") });
    expect((await other.fetch("/")).status).toBe(200);
    await expect(serve({ engine, filter: "filters/metrics", config: { typo: 1 } })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining("$.typo") as string,
    });
  });
});

describe.each(engines.filter((engine) => engine === "envoy"))("metrics for Prometheus on %s", (engine) => {
  it("are labelled series under their bare names", async () => {
    await using gateway = await serve({ engine, filter: "filters/metrics", upstream: () => new Response("ok") });
    await gateway.fetch("/").then((response) => response.text());
    await expect.poll(async () => (await gateway.metrics()).length).toBeGreaterThan(0);
    const text = await (await fetch(`${gateway.adminUrl}/stats/prometheus`)).text();
    expect(text).toMatch(/^requests_total\{method="GET",status_class="2xx"\} 1$/m);
    expect(text).toMatch(/^request_duration_ms_bucket\{le="[0-9.]+"\} [0-9]+$/m);
  });
});
