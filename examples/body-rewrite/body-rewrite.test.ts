import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("body-rewrite on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "examples/body-rewrite",
      upstream: (request) => {
        const path = new URL(request.url).pathname;
        if (path === "/large") return new Response("a secret".padEnd(100_000, "."));
        if (path === "/encoded") return new Response("a secret", { headers: { "content-encoding": "br" } });
        if (path === "/asked") return new Response(request.headers.get("accept-encoding") ?? "for plain text");
        if (path === "/empty") return new Response(null, { status: 204 });
        return new Response("a secret, and another secret of length");
      },
    });
  });

  afterAll(() => gateway.close());

  it("hides the word wherever it stands, and the client can tell where the body ends", async () => {
    const response = await gateway.fetch("/");
    expect(await response.text()).toBe("a ******, and another ****** of length");
  });

  it("lets a body over its limit pass as it is, whole", async () => {
    const text = await (await gateway.fetch("/large")).text();
    expect(text.length).toBe(100_000);
    expect(text.startsWith("a secret")).toBe(true);
  });

  it("asks for no compressed body, and lets one that comes all the same pass as it is", async () => {
    const headers = { "accept-encoding": "br" };
    expect(await (await gateway.fetch("/asked", { headers })).text()).toBe("for plain text");
    expect(await (await gateway.fetch("/encoded", { headers })).text()).toBe("a secret");
  });

  it("leaves a response without a body alone", async () => {
    expect((await gateway.fetch("/empty")).status).toBe(204);
  });
});
