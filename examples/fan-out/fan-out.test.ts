import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("fan-out on %s", (engine) => {
  let gateway: TestGateway;
  const half = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf";
  const breaking = createServer((socket) => socket.on("error", () => undefined).once("data", () => socket.end(half)));

  beforeAll(async () => {
    await once(breaking.listen(0, "127.0.0.1"), "listening");
    const votes = Object.fromEntries(
      Array.from({ length: 5 }, (_, i) => [`service-${i}`, () => new Response(null, { status: 200 + i })]),
    );
    gateway = await serve({
      engine,
      filter: "examples/fan-out",
      upstream: () => new Response("done"),
      clusters: {
        ...votes,
        "service-5": `http://127.0.0.1:${(breaking.address() as AddressInfo).port}`,
        "service-6": () => new Response(null, { status: 503 }),
        "service-7": () => new Promise<Response>(() => undefined),
        "service-8": "http://127.0.0.1:1",
      },
    });
  });

  afterAll(async () => {
    await gateway.close();
    breaking.close();
  });

  it("waits for all of them, however each of them ends", async () => {
    const response = await gateway.fetch("/");
    expect(response.headers.get("x-votes")).toBe("200 201 202 203 204 reset 503 late unavailable unknown");
    expect(await response.text()).toBe("done");
  });

  it("goes on serving when clients leave meanwhile", async () => {
    const leaving = Array.from({ length: 20 }, async () =>
      gateway.fetch("/", { signal: AbortSignal.timeout(50) }).catch(() => null),
    );
    expect(await Promise.all(leaving)).toEqual(Array.from({ length: 20 }, () => null));
    expect((await gateway.fetch("/")).status).toBe(200);
    expect(gateway.logs.filter((entry) => entry.level === "critical")).toEqual([]);
  });
});
