import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

const fixtures = "test/fixtures/filters";

describe.each(engines)("contexts of programs written for proxy-runtime on %s", (engine) => {
  it("serves any root id with the one root that setRootContext is given", async () => {
    await using gateway = await serve({
      ...{ engine, filter: `${fixtures}/compat-any-root`, rootId: "whatever" },
      upstream: (request) => Response.json(Object.fromEntries(request.headers)),
    });
    expect(await (await gateway.fetch("/")).json()).toMatchObject({
      ...{ "x-known": "true", "x-same": "true", "x-unknown": "2", "x-ensured": "true", "x-forgotten": "false" },
      ...{ "x-reference": "5", "x-memory": "true" },
    });
  });

  it("says where and why it aborts, when the program asks for that", async () => {
    await using gateway = await serve({ engine, filter: `${fixtures}/compat-any-root`, rootId: "whatever" });
    expect((await gateway.fetch("/abort")).status).toBe(503);
    const lines = gateway.logs.filter(({ level }) => level === "critical").map(({ message }) => message);
    expect(lines).toContain("asked for at index.ts:1:2");
  });

  it("logs streams as an access logger, in one context of its root", async () => {
    await using gateway = await serve({
      engine,
      plugins: [
        { filter: `${fixtures}/hello` },
        { filter: `${fixtures}/compat-access-log`, kind: "access-logger", name: "log" },
      ],
    });
    await gateway.fetch("/one");
    await gateway.fetch("/two");
    const lines = (): string[] => gateway.logs.filter(({ plugin }) => plugin === "log").map(({ message }) => message);
    await expect.poll(lines).toEqual(["a context", "saw /one 200", "saw /two 200"]);
  });

  it("filters connections", async () => {
    await using gateway = await serve({ engine, filter: `${fixtures}/compat-connection`, kind: "network" });
    const socket = await gateway.connect();
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    const lines = (): string[] => gateway.logs.map(({ message }) => message);
    socket.write("hel");
    await expect.poll(lines).toContain("half a line");
    socket.write("lo\n");
    await expect.poll(() => Buffer.concat(chunks).toString()).toBe("> HELLO\n");
    socket.end();
    await expect.poll(lines).toContain("upstream closed");
    (await gateway.connect()).resetAndDestroy();
    await expect.poll(lines).toContain("downstream closed by the client");
    expect(lines()).toContain("connected");
  });

  it("has the old numbers under the old names", async () => {
    await using gateway = await serve({ engine, filter: `${fixtures}/compat-numbers` });
    const lines = new Set(gateway.logs.map(({ message }) => message));
    const through = (last: number): string => Array.from({ length: last + 1 }, (_, i) => i).join(" ");
    expect([...lines].sort()).toEqual([
      "BufferFlagsValues 1",
      `BufferTypeValues ${through(8)} 8`,
      `FilterDataStatusValues ${through(3)}`,
      `FilterHeadersStatusValues ${through(4)}`,
      "FilterMetadataStatusValues 0",
      "FilterStatusValues 0 1",
      "FilterTrailersStatusValues 0 1",
      `GrpcStatusValues ${through(16)} 16 -1`,
      `HeaderMapTypeValues ${through(7)} 7`,
      `LogLevelValues ${through(5)}`,
      `MetricTypeValues ${through(2)}`,
      `PeerTypeValues ${through(2)}`,
      `StreamTypeValues ${through(3)} 3`,
      `WasmResultValues ${through(12)}`,
    ]);
  });
});
