import { createServer, type AddressInfo, type Server } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("callouts on %s", (engine) => {
  let gateway: TestGateway;
  let release: () => void = () => undefined;
  /** What the second service was asked with. */
  const asked: (string | null)[] = [];
  const garbled = saying("this is no HTTP\r\n\r\n");
  const broken = saying("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");

  beforeAll(async () => {
    for (const server of [garbled, broken]) await once(server.listen(0, "127.0.0.1"), "listening");
    gateway = await serve({
      engine,
      filter: "test/fixtures/filters/callout",
      workers: 1,
      upstream: async (request) => {
        if (request.path === "/late") {
          release();
          // The answer to what is asked after it tells that the late one has come.
          await gateway.fetch("/go");
        }
        return Response.json([...request.headers]);
      },
      clusters: {
        first: async (request) => {
          const of = new URL(request.url).searchParams.get("of");
          if (of === "/denied") return new Response("no", { status: 418 });
          if (of === "/slow" || of === "/late") await new Promise<void>((resolve) => (release = resolve));
          return new Response(`${request.headers.get("host")} ${of}`);
        },
        second: async (request) => {
          asked.push(request.headers.get("x-first"));
          return new Response(`${request.method} ${request.headers.get("x-first")}: ${await request.text()}`);
        },
        refusing: "http://127.0.0.1:1",
        garbled: originOf(garbled),
        broken: originOf(broken),
      },
    });
  });

  afterAll(async () => {
    await gateway.close();
    garbled.close();
    broken.close();
  });

  it("asks two services in turn and lets the request go", async () => {
    const response = await gateway.fetch("/go");
    expect(await response.json()).toContainEqual(["x-second", "POST authz.test /go: question"]);
  });

  it("answers by what the service said", async () => {
    const response = await gateway.fetch("/denied");
    expect(response.status).toBe(403);
    expect(await response.text()).toBe("first said 418");
  });

  it("gives each stream its own answer, though one handler waits for them all", async () => {
    const paths = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? "/denied" : "/go"));
    const statuses = await Promise.all(
      paths.map(async (path) => (await gateway.fetch(path, { headers: { "x-shared": "1" } })).status),
    );
    expect(statuses).toEqual(paths.map((path) => (path === "/denied" ? 401 : 200)));
  });

  it("is told of a cluster that does not exist", async () => {
    const response = await gateway.fetch("/go", { headers: { "x-cluster": "nowhere" } });
    expect(response.status).toBe(503);
    expect(await response.text()).toBe("status 2");
  });

  it("gets Envoy's 503 from a service that nobody listens for", async () => {
    const response = await gateway.fetch("/go", { headers: { "x-cluster": "refusing" } });
    expect(await response.text()).toBe("first said 503");
  });

  it("tells Envoy's 502, for what is no answer, from a service's own status", async () => {
    const response = await gateway.fetch("/go", { headers: { "x-cluster": "garbled" } });
    expect(await response.text()).toBe("first said 502");
    expect(response.headers.get("x-outcome")).toBe("2");
    expect((await gateway.fetch("/denied")).headers.get("x-outcome")).toBe("0");
  });

  it("is told that the connection broke in the middle of the answer, of which nothing is left", async () => {
    const response = await gateway.fetch("/go", { headers: { "x-cluster": "broken" } });
    expect(response.status).toBe(403);
    expect(await response.text()).toBe("first said 0");
    expect(response.headers.get("x-outcome")).toBe("3");
  });

  it("gets Envoy's 504 from a service that takes too long", async () => {
    const response = await gateway.fetch("/slow");
    release();
    expect(await response.text()).toBe("first said 504");
  });

  it("hears no more of a service that answers when its time is over, though the request still runs", async () => {
    const response = await gateway.fetch("/late");
    expect(await response.json()).toContainEqual(["x-outcome", "1"]);
    expect(asked).toContain("authz.test /go");
    expect(asked).not.toContain("authz.test /late");
    expect(gateway.logs.filter((entry) => entry.message === "first said 504 to /late")).toHaveLength(1);
  });

  it("drops the answer to a stream whose client has gone, and serves on", async () => {
    const aborted = new AbortController();
    const pending = gateway.fetch("/slow", { signal: aborted.signal });
    const deletedBefore = countDeleted();
    setTimeout(() => aborted.abort(), 50);
    await expect(pending).rejects.toThrow();
    await expect.poll(countDeleted).toBeGreaterThan(deletedBefore);
    release();
    const response = await gateway.fetch("/go");
    expect(response.status).toBe(200);
    expect(gateway.logs.filter((entry) => entry.level === "critical")).toEqual([]);
  });

  function countDeleted(): number {
    return gateway.logs.filter((entry) => entry.message === "stream deleted").length;
  }
});

/** A server that says the same to all, and ends the connection. */
function saying(text: string): Server {
  return createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => socket.end(text));
  });
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
