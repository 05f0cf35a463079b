import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("two-step-auth on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "examples/two-step-auth",
      upstream: (request) => new Response(`hello ${request.headers.get("x-user")} at ${request.path}`),
      clusters: {
        sessions: (request) =>
          request.headers.get("cookie") === "session=ann"
            ? new Response(null, { headers: { "x-user": "ann" } })
            : new Response(null, { status: request.headers.get("cookie") === "session=broken" ? 500 : 401 }),
        policy: (request) => new Response(null, { status: request.path === "/allows/open" ? 200 : 403 }),
      },
    });
  });

  afterAll(() => gateway.close());

  it("lets through whom both services know, and says who it is", async () => {
    const response = await gateway.fetch("/open", { headers: { cookie: "session=ann", "x-user": "root" } });
    expect(await response.text()).toBe("hello ann at /open");
  });

  it("refuses a request without a session", async () => {
    expect((await gateway.fetch("/open")).status).toBe(401);
    expect((await gateway.fetch("/open", { headers: { cookie: "session=bob" } })).status).toBe(401);
  });

  it.each([
    ["/open?of=/closed", 200, "hello ann at /open?of=/closed"],
    ["/closed/../open?a", 200, "hello ann at /open?a"],
    ["/%6fpen", 200, "hello ann at /open"],
    ["/open/../closed", 403, ""],
    ["/open/%2e%2e/closed", 403, ""],
    ["/../session", 403, ""],
    ["/open%2f..%2fclosed", 400, ""],
    ["/open//../closed", 400, ""],
    ["/open/..;/closed", 400, ""],
    ["/open\\..\\closed", 400, ""],
  ])("has the services decide about what the upstream gets: %s", async (path, status, text) => {
    const response = await gateway.fetch(path, { headers: { cookie: "session=ann" } });
    expect([response.status, await response.text()]).toEqual([status, text]);
  });

  it("refuses what the policy denies", async () => {
    expect((await gateway.fetch("/closed", { headers: { cookie: "session=ann" } })).status).toBe(403);
  });

  it("refuses with 503 when a service does not know", async () => {
    expect((await gateway.fetch("/open", { headers: { cookie: "session=broken" } })).status).toBe(503);
  });
});
