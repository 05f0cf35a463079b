import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

/** A copy of github.com/solo-io/proxy-runtime, which is not part of this repository. */
const copy = process.env["SLUICE_PROXY_RUNTIME"] ?? "";
const isThere = existsSync(join(copy, "examples", "addheader", "assembly", "index.ts"));
const why = isThere ? "" : " (skipped: SLUICE_PROXY_RUNTIME names no copy of github.com/solo-io/proxy-runtime)";

const example = (name: string): string => join(copy, "examples", name, "assembly", "index.ts");

describe.skipIf(!isThere).each(engines)(`the examples of @solo-io/proxy-runtime on %s${why}`, (engine) => {
  it.each([
    ["world!", undefined],
    ["what ever you want", "what ever you want"],
  ])("addheader says %j", async (greeting, config) => {
    await using gateway = await serve({
      ...{ engine, filter: example("addheader"), ...(config === undefined ? {} : { config }) },
      upstream: () => new Response("hi"),
    });
    const response = await gateway.fetch("/");
    expect(response.headers.get("hello")).toBe(greeting);
    expect(await response.text()).toBe("hi");
  });

  it("auth asks the cluster that its configuration names, and lets pass what that answers with 200", async () => {
    const asked: string[] = [];
    await using gateway = await serve({
      ...{ engine, filter: example("auth"), config: "authz" },
      upstream: (request) => Response.json(Object.fromEntries(request.headers)),
      clusters: {
        authz: (request) => {
          asked.push(`${new URL(request.url).pathname} ${request.headers.get("x-user")}`);
          return new Response("verdict", { status: request.url.endsWith("/get") ? 200 : 404 });
        },
      },
    });
    const passed = await gateway.fetch("/get", { headers: { "x-user": "ann" } });
    expect(passed.status).toBe(200);
    expect(passed.headers.get("hello")).toBe("wasm!");
    expect(await passed.json()).toMatchObject({ "added-header": "authorized", "x-user": "ann" });
    const withBody = await gateway.fetch("/get", { method: "POST", body: "a body" });
    expect(withBody.status).toBe(200);
    const refused = await gateway.fetch("/", { headers: { "x-user": "bob" } });
    expect(refused.status).toBe(401);
    expect(asked).toEqual(["/get ann", "/get null", "/ bob"]);
  });

  it("auth answers 500 when there is no such cluster", async () => {
    await using gateway = await serve({ engine, filter: example("auth"), config: "nowhere" });
    expect((await gateway.fetch("/get")).status).toBe(500);
  });

  it("auth outlives clients that leave before the answer", async () => {
    let release: () => void = () => undefined;
    await using gateway = await serve({
      ...{ engine, filter: example("auth"), config: "authz" },
      clusters: {
        authz: async (request) => {
          if (request.url.endsWith("/slow")) await new Promise<void>((resolve) => (release = resolve));
          return new Response();
        },
      },
    });
    const aborted = new AbortController();
    const pending = gateway.fetch("/slow", { signal: aborted.signal });
    setTimeout(() => aborted.abort(), 100);
    await expect(pending).rejects.toThrow();
    release();
    expect((await gateway.fetch("/get")).status).toBe(200);
    expect(gateway.logs.filter(({ level }) => level === "critical")).toEqual([]);
  });

  it("remove-headers drops response headers whose name starts with a token of its configuration", async () => {
    await using gateway = await serve({
      ...{ engine, filter: example("remove-headers"), config: "x-internal,secret" },
      upstream: () =>
        new Response("hi", { headers: { "x-internal-a": "1", "x-internal-b": "2", secrets: "3", x: "4" } }),
    });
    const { headers } = await gateway.fetch("/");
    expect(["x-internal-a", "x-internal-b", "secrets", "x"].map((name) => headers.get(name))).toEqual([
      ...[null, null, null, "4"],
    ]);
  });

  it("remove-headers drops nothing without a configuration", async () => {
    await using gateway = await serve({
      ...{ engine, filter: example("remove-headers") },
      upstream: () => new Response("hi", { headers: { "x-internal-a": "1" } }),
    });
    expect((await gateway.fetch("/")).headers.get("x-internal-a")).toBe("1");
  });

  it("singleton fetches the token that its filter compares x-auth with", async () => {
    await using gateway = await serve({
      engine,
      plugins: [
        { filter: example("singleton"), rootId: "auth", vmId: "vm", name: "auth" },
        {
          ...{ filter: example("singleton"), rootId: "auth_singleton", vmId: "vm", name: "singleton" },
          ...{ kind: "service", singleton: true, config: "tokens" },
        },
      ],
      clusters: { tokens: () => new Response("foo") },
    });
    const statusOf = async (token: string): Promise<number> =>
      (await gateway.fetch("/", { headers: { "x-auth": token } })).status;
    await expect.poll(() => statusOf("foo"), { timeout: 10_000, interval: 200 }).toBe(200);
    expect(await statusOf("bar")).toBe(401);
  });
});
