import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

describe.each(engines)("a response of a gateway on %s", (engine) => {
  it("says after how many bytes its body breaks off", { timeout: 120_000 }, async () => {
    const upstream = createServer((_, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("four", () => response.destroy());
    }).listen(0, "127.0.0.1");
    await once(upstream, "listening");
    try {
      const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
      await using gateway = await serve({ engine, filter: "test/fixtures/filters/hello", upstream: origin });
      const response = await gateway.fetch("/");
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow(/^the gateway broke the body off after \d+ bytes$/);
    } finally {
      upstream.close();
    }
  });
});
