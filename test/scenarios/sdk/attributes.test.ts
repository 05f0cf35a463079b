import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

/** What differs from run to run: addresses, times, sizes of heads. */
function steady(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "UUID")
    .replace(/(port|time|duration|[dD]uration|Latency|totalSize|connection\.id)=\d+/g, "$1=NUMBER")
    .replace(/(headers|node)=\d+ bytes/g, "$1=BYTES");
}

describe.each(engines)("attributes on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "test/fixtures/filters/attributes",
      upstream: () => new Response("x", { headers: { server: "upstream" } }),
    });
    await gateway.fetch("/a/b?c=d", {
      headers: { referer: "r", "user-agent": "ua", "x-request-id": "6f2c1c6e-0000-4000-8000-000000000000" },
    });
  });

  afterAll(() => gateway.close());

  it.each(["request", "response", "log"])("has the same in the %s phase on every engine", async (phase) => {
    const find = (): string | undefined =>
      gateway.logs.map((entry) => entry.message).find((message) => message.startsWith(`${phase}\n`));
    await expect.poll(find).toBeDefined();
    await expect(steady(find() ?? "")).toMatchFileSnapshot(`../../golden/sdk/attributes-${phase}.txt`);
  });
});
