import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("maintenance on %s", (engine) => {
  const start = (config: object): Promise<TestGateway> =>
    serve({ engine, filter: "filters/maintenance", config, upstream: () => new Response("served") });

  it("is closed by default, and says so as text, as a problem and as gRPC", async () => {
    await using gateway = await start({ message: 'Back "soon"', retry_after_seconds: 90 });
    const text = await gateway.fetch("/");
    expect([text.status, await text.text()]).toEqual([503, 'Back "soon"']);
    expect([text.headers.get("retry-after"), text.headers.get("cache-control")]).toEqual(["90", "no-store"]);
    const problem = await gateway.fetch("/", { headers: { accept: "application/json" } });
    expect(await problem.json()).toEqual({ type: "about:blank", detail: 'Back "soon"', status: 503 });
    const grpc = await gateway.fetch("/s/m", { method: "POST", headers: { "content-type": "application/grpc" } });
    expect(grpc.headers.get("grpc-status")).toBe("14");
  });

  it("says no time that it was not given", async () => {
    await using gateway = await start({});
    const response = await gateway.fetch("/");
    expect([response.status, response.headers.has("retry-after")]).toEqual([503, false]);
    expect(await response.text()).toBe("Down for maintenance");
  });

  it("is open when it is switched off", async () => {
    await using gateway = await start({ enabled: false, message: "unseen" });
    expect(await (await gateway.fetch("/")).text()).toBe("served");
  });

  it("lets allowed clients pass, and everyone to open paths", async () => {
    await using gateway = await start({
      allow: ["192.0.2.0/24"],
      trusted_hops: 1,
      allow_paths: ["/healthz", "/public"],
    });
    const statusOf = async (path: string, address = "203.0.113.1"): Promise<number> =>
      (await gateway.fetch(path, { headers: { "x-forwarded-for": address } })).status;
    expect(await statusOf("/", "192.0.2.7")).toBe(200);
    expect(await statusOf("/", "192.0.2.7, 203.0.113.1")).toBe(503);
    expect(await statusOf("/", "unknown")).toBe(503);
    for (const path of ["/healthz", "/healthz?x", "/public/a", "/%70ublic"]) {
      expect(await statusOf(path), path).toBe(200);
    }
    for (const path of [
      "/",
      "/healthzz",
      "/public/../admin",
      "/public/..;/admin",
      "/public%2f..%2fadmin",
      "//healthz",
    ]) {
      expect(await statusOf(path), path).toBe(503);
    }
  });

  it.each([
    [{ allow: ["10.0.0.1/8"] }, "$.allow[0]"],
    [{ allow_paths: ["/a", "b"] }, "$.allow_paths[1]"],
    [{ message: "" }, "$.message"],
    [{ enabled: "yes" }, "$.enabled"],
    [{ retry_after_seconds: -1 }, "$.retry_after_seconds"],
    [{ on: true }, "$.on"],
  ])("refuses the configuration %j at load and names %s", async (config, path) => {
    await expect(start(config)).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(path) as string,
    });
  });
});
