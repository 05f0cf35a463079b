import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";
import { type GrpcPeer, startGrpcPeer } from "../../tooling/host/grpc/grpc-peer.js";

describe.each(engines)("callouts of filters written for proxy-runtime on %s", (engine) => {
  let gateway: TestGateway;
  let peer: GrpcPeer;
  let release: () => void = () => undefined;

  beforeAll(async () => {
    peer = await startGrpcPeer();
    gateway = await serve({
      ...{ engine, filter: "test/fixtures/filters/compat-callouts", workers: 1 },
      upstream: (request) => Response.json(Object.fromEntries(request.headers)),
      clusters: {
        authz: async (request) => {
          const text = await request.text();
          if (request.path === "/slow") await new Promise<void>((resolve) => (release = resolve));
          if (request.path === "/broken") return Promise.reject(new Error("unreachable"));
          if (request.path === "/denied") return new Response("", { status: 418 });
          return { body: `${request.method} ${text}`, trailers: [["x-end", "!"]] };
        },
        grpc: peer.origin,
        refusing: "http://127.0.0.1:1",
      },
    });
  });

  afterAll(async () => {
    await gateway.close();
    await peer[Symbol.asyncDispose]();
  });

  const send = (path: string): Promise<Response> => gateway.fetch(path);
  const headersOf = async (path: string): Promise<Record<string, string>> =>
    (await (await send(path)).json()) as Record<string, string>;
  const messages = (): string[] => gateway.logs.map(({ message }) => message);
  const count = (message: string): number => messages().filter((other) => other === message).length;

  it("gives the answer to the stream that asked, framed by its own body", async () => {
    const response = await send("/asked");
    expect(response.headers.get("x-asked")).toBe("1");
    expect(await response.json()).toMatchObject({ "x-verdict": "POST question!" });
  });

  it("answers by the verdict", async () => {
    const response = await send("/denied");
    expect(response.status).toBe(401);
    expect(await response.text()).toBe("verdict 418");
  });

  it("keeps the answers of many streams apart", async () => {
    const paths = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? "/denied" : "/asked"));
    const statuses = await Promise.all(paths.map(async (path) => (await send(path)).status));
    expect(statuses).toEqual(paths.map((path) => (path === "/denied" ? 401 : 200)));
  });

  it.each([
    ["/nowhere", 500, "result 2"],
    ["/refusing", 401, "verdict 503"],
  ])("is told of a failure: %s", async (path, status, text) => {
    const response = await send(path);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(text);
  });

  it("gets Envoy's 504 from a service that takes too long", async () => {
    expect(await (await send("/slow")).text()).toBe("verdict 504");
    release();
  });

  it("drops the answer to a stream whose client has gone, and serves on", async () => {
    const aborted = new AbortController();
    const pending = gateway.fetch("/slow", { signal: aborted.signal });
    const before = count("stream deleted");
    setTimeout(() => aborted.abort(), 50);
    await expect(pending).rejects.toThrow();
    await expect.poll(() => count("stream deleted")).toBeGreaterThan(before);
    release();
    expect((await send("/asked")).status).toBe(200);
    expect(gateway.logs.filter(({ level }) => level === "critical")).toEqual([]);
  });

  it("calls back what waits when it cancels, on the stream that asked", async () => {
    const waiting = send("/slow");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await send("/cancel")).status).toBe(200);
    const response = await waiting;
    release();
    expect(response.status).toBe(504);
    expect(await response.text()).toMatch(/^no answer \d+$/);
    expect((await send("/asked")).status).toBe(200);
  });

  it("lets a stream go on from a tick", async () => {
    expect(await headersOf("/tick")).toMatchObject({ "x-resumed-by": "tick" });
  });

  it("gives each of more streams than are answered at once what was said for it", async () => {
    const held = Array.from({ length: 60 }, async () => {
      const response = await send("/hold");
      return [await response.text(), response.headers.get("x-number")];
    });
    // One worker: a request that is answered tells that those before it are held.
    expect((await send("/running")).status).toBe(200);
    expect((await send("/answer")).status).toBe(200);
    const numbers = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));
    expect((await Promise.all(held)).sort()).toEqual(numbers.map((number) => [number, number]));
    // Those whose turn came in the very tick in which the filter tries again have had their answer.
    const again = messages().filter((message) => message.startsWith("answered again"));
    expect(new Set(again)).toEqual(new Set(["answered again 2"]));
  });

  it("continues nothing that has not paused", async () => {
    expect(await headersOf("/running")).toMatchObject({ "x-continued": "22" });
    expect(messages()).toContain("continueRequest failed: 2");
  });

  it("calls the root's gRPC callbacks: an answer, a failure, a stream", async () => {
    expect(await headersOf("/grpc/call")).toMatchObject({ "x-grpc": "question" });
    expect(peer.calls.at(-1)).toMatchObject({ "x-asking": "1" });
    expect((await send("/grpc/fail")).status).toBe(502);
    expect(messages()).toContainEqual(expect.stringMatching(/^grpc closed 5 not/));
    expect(await headersOf("/grpc/stream")).toMatchObject({ "x-grpc": "question" });
    expect(messages()).toContainEqual(expect.stringMatching(/^grpc closed 0 fine/));
    expect(count("grpc initial metadata")).toBe(1);
    expect(count("grpc trailing metadata")).toBe(1);
  });

  it("calls no method with metadata that no message may have", async () => {
    const calls = peer.calls.length;
    expect(await headersOf("/grpc/malformed")).toMatchObject({ "x-results": "22,22,22" });
    expect(peer.calls.length).toBe(calls);
  });

  it("hears no more of a gRPC call that it gave up", async () => {
    const before = messages().filter((message) => message.startsWith("grpc")).length;
    expect((await send("/grpc/cancel")).status).toBe(200);
    expect(messages()).toContain("cancelled 0");
    expect((await send("/asked")).status).toBe(200);
    expect(messages().filter((message) => message.startsWith("grpc")).length).toBe(before);
  });
});
