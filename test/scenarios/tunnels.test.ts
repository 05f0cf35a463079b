import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const CONNECT = "CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n";

describe.each(engines)("a CONNECT on %s", (engine) => {
  it("is dropped while it waits when its client says no more", async () => {
    let release: () => void = () => {};
    let tell: () => void = () => {};
    const isAsked = new Promise<void>((resolve) => (tell = resolve));
    await using gateway = await serve({
      engine,
      filter: "test/fixtures/filters/callout",
      clusters: {
        first: async () => {
          tell();
          await new Promise<void>((resolve) => (release = resolve));
          return new Response("ok");
        },
      },
    });
    const client = await gateway.connect();
    let text = "";
    client.on("data", (chunk) => (text += String(chunk)));
    client.write(`${CONNECT}\r\n`);
    await isAsked;
    client.end();
    await expect
      .poll(() => gateway.logs.map(({ message }) => message), { timeout: 10_000 })
      .toContain("stream deleted");
    release();
    if (!client.closed) await once(client, "close");
    expect(text).toBe("");
  });

  describe("that a filter answers by 200", () => {
    let gateway: TestGateway;

    beforeAll(async () => {
      gateway = await serve({
        engine,
        filter: "test/fixtures/filters/odd-requests",
        clusters: { service: () => new Response("ok") },
      });
    });

    afterAll(() => gateway.close());

    it("is told of no end of the connection, behind which there is no more HTTP", async () => {
      const client = await gateway.connect();
      client.write(`${CONNECT}x-cluster: service\r\n\r\n`);
      const [head] = (await once(client, "data")) as [Buffer];
      client.destroy();
      expect(String(head)).toMatch(/^HTTP\/1.1 200 OK\r\n/);
      expect(String(head)).not.toContain("connection: close");
    });
  });
});
