import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("ip-restriction on %s", (engine) => {
  const start = (config: object): Promise<TestGateway> =>
    serve({ engine, filter: "filters/ip-restriction", config, upstream: () => new Response("served") });

  async function statuses(config: object, ...forwarded: (string | null)[]): Promise<number[]> {
    await using gateway = await start(config);
    const seen: number[] = [];
    for (const addresses of forwarded) {
      const headers = addresses === null ? {} : { "x-forwarded-for": addresses };
      seen.push((await gateway.fetch("/", { headers })).status);
    }
    return seen;
  }

  it("goes by the address that connects where there is no x-forwarded-for", async () => {
    expect(await statuses({ allow: ["127.0.0.0/8"] }, null)).toEqual([200]);
    expect(await statuses({ allow: ["::ffff:127.0.0.1"] }, null)).toEqual([200]);
    expect(await statuses({ deny: ["127.0.0.1"] }, null)).toEqual([403]);
    expect(await statuses({ allow: ["::/0"], deny: ["10.0.0.0/8"], trusted_hops: 3 }, null)).toEqual([200]);
  });

  it("goes by whom Envoy takes for the client where it trusts no hop itself", async () => {
    // Without `use_remote_address`, Envoy believes the last entry.
    const forwarded = [
      "203.0.113.9",
      "203.0.113.9, 192.0.2.1",
      "192.0.2.1, 2001:DB8:0::1",
      "192.0.2.1, unknown",
      "192.0.2.1:80",
    ];
    expect(await statuses({ deny: ["127.0.0.1"] }, ...forwarded)).toEqual([200, 200, 200, 403, 403]);
    expect(await statuses({ allow: ["192.0.2.1", "2001:db8::1"] }, ...forwarded)).toEqual([403, 200, 200, 403, 403]);
  });

  it("lets pass who is allowed and not denied", async () => {
    const config = {
      allow: ["192.0.2.0/24", "2001:db8::/32", "198.51.100.7"],
      deny: ["192.0.2.66", "2001:db8:bad::/48"],
    };
    const addresses = [
      ...["192.0.2.0", "192.0.2.255", "192.0.3.0", "192.0.2.66", "::ffff:192.0.2.66", "::ffff:c000:201"],
      ...["2001:db8:ffff::1", "2001:DB8:BAD:0:1::", "2001:db9::", "198.51.100.7", "198.51.100.8"],
    ];
    expect(await statuses({ ...config, trusted_hops: 1 }, ...addresses)).toEqual([
      ...[200, 200, 403, 403, 403, 200],
      ...[200, 403, 403, 200, 403],
    ]);
  });

  it("lets everyone else pass where addresses are only denied", async () => {
    expect(await statuses({ deny: ["10.0.0.0/8"], trusted_hops: 1 }, "10.1.2.3", "11.0.0.1", "::1")).toEqual([
      403, 200, 200,
    ]);
  });

  it("takes the entry that the outermost trusted proxy wrote, whatever stands left of it", async () => {
    const config = { allow: ["192.0.2.0/24"], trusted_hops: 2 };
    expect(
      await statuses(
        config,
        "192.0.2.1, 10.0.0.1",
        "203.0.113.9, 192.0.2.1 ,\t10.0.0.1",
        "192.0.2.1, 203.0.113.9, 10.0.0.1",
        "192.0.2.1, 192.0.2.1, 203.0.113.9, 192.0.2.1",
        "192.0.2.1:4711,10.0.0.1",
        ",,192.0.2.1,x",
      ),
    ).toEqual([200, 200, 403, 403, 200, 200]);
  });

  it("joins several x-forwarded-for lines in their order", async () => {
    await using gateway = await start({ allow: ["192.0.2.0/24"], trusted_hops: 1 });
    const send = async (...lines: string[]): Promise<number> =>
      (await gateway.fetch("/", { headers: lines.map((line): [string, string] => ["x-forwarded-for", line]) })).status;
    expect(await send("203.0.113.9", "192.0.2.1")).toBe(200);
    expect(await send("192.0.2.1", "203.0.113.9")).toBe(403);
  });

  it("refuses an address that can't be read, even where only some are denied", async () => {
    const spellings = [
      "unknown",
      "",
      "192.0.2",
      "0300.0.2.1",
      "0xc0.0.2.1",
      "192.0.2.1.",
      "_x",
      "[::1",
      "a".repeat(20_000),
      "\u00ff",
    ];
    for (const config of [{ allow: ["0.0.0.0/0"] }, { deny: ["10.0.0.0/8"] }]) {
      expect(await statuses({ ...config, trusted_hops: 1 }, ...spellings.map((text) => `192.0.2.1, ${text}`))).toEqual(
        spellings.map(() => 403),
      );
    }
  });

  it("answers 403 as text, as a problem or as gRPC, and names no address", async () => {
    await using gateway = await start({ deny: ["::/0"] });
    const text = await gateway.fetch("/");
    expect([text.status, text.headers.get("content-type"), await text.text()]).toEqual([
      403,
      "text/plain",
      "Forbidden",
    ]);
    const problem = await gateway.fetch("/", { headers: { accept: "application/json" } });
    expect(problem.headers.get("content-type")).toBe("application/problem+json");
    expect(await problem.json()).toEqual({ type: "about:blank", detail: "Forbidden", status: 403 });
    const grpc = await gateway.fetch("/s/m", { method: "POST", headers: { "content-type": "application/grpc" } });
    expect([grpc.status, grpc.headers.get("grpc-status")]).toEqual([200, "7"]);
    await expect
      .poll(async () => (await gateway.metrics()).map(({ labels, value }) => [labels, value]))
      .toEqual([[{ mode: "enforced" }, 3]]);
  });

  it("refuses nothing in shadow, and counts", async () => {
    await using gateway = await start({ deny: ["::/0"], shadow: true });
    expect((await gateway.fetch("/")).status).toBe(200);
    await expect
      .poll(async () => (await gateway.metrics()).map(({ labels, value }) => [labels, value]))
      .toEqual([[{ mode: "shadow" }, 1]]);
  });

  it("keeps twenty thousand blocks", async () => {
    const deny = Array.from({ length: 20_000 }, (_, i) => `10.${i >> 8}.${i & 255}.128/25`);
    expect(
      await statuses({ deny, trusted_hops: 1 }, "10.7.9.127", "10.7.9.128", "10.78.31.255", "10.78.32.128"),
    ).toEqual([...[200, 403, 403, 200]]);
  });

  it.each([
    [{}, "$: names neither"],
    [{ allow: ["192.0.2.0/24", "192.0.2.300"] }, "$.allow[1]: is no CIDR block"],
    [{ deny: ["10.1.0.0/8"] }, "$.deny[0]: has bits set"],
    [{ deny: ["localhost"] }, "$.deny[0]: is no CIDR block"],
    [{ deny: [7] }, "$.deny[0]"],
    [{ allow: ["::1"], trusted_hops: 17 }, "$.trusted_hops"],
    [{ allow: ["::1"], block: [] }, "$.block"],
  ])("refuses the configuration %j at load and says %s", async (config, words) => {
    await expect(start(config)).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(words) as string,
    });
  });
});
