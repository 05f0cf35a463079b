import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Deadline } from "../../../../tooling/oci/registry/deadline.js";
import { HttpClient, TemporaryFailure } from "../../../../tooling/oci/registry/http.js";
import { startServer } from "../fake-registry.js";

/** An http proxy that reaches one server, whatever host it is asked for. */
async function startProxy(
  target: string,
): Promise<AsyncDisposable & { readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    const { hostname, port } = new URL(`http://${target}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on("error", () => upstream.destroy());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}`, asked },
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

const get = (client: HttpClient, url: string) => client.exchange({ method: "GET", url: new URL(url), bytesMax: 100 });

const drip = (response: ServerResponse): void => void response.write("x");
const interim = (response: ServerResponse): void => response.writeProcessing();

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

describe("the client of registries", () => {
  it("reaches other machines through the proxy of the environment, and this one without", async () => {
    await using server = await startServer(() => ({ status: 200, body: "here" }));
    await using proxy = await startProxy(server.host);
    for (const name of ["http_proxy", "HTTP_PROXY"]) vi.stubEnv(name, proxy.url);
    for (const name of ["no_proxy", "NO_PROXY"]) vi.stubEnv(name, "");
    await using client = new HttpClient();
    expect((await get(client, `http://${server.host}/direct`)).body.toString()).toBe("here");
    expect(proxy.asked).toEqual([]);
    expect((await get(client, "http://registry.example/proxied")).body.toString()).toBe("here");
    expect(proxy.asked).toEqual(["registry.example:80"]);
    expect(server.seen.map(({ path }) => path)).toEqual(["/direct", "/proxied"]);
  });

  it("sends a body with its length, and none without", async () => {
    await using server = await startServer(() => ({ status: 201, headers: { "x-two": ["a", "b"] } }));
    await using client = new HttpClient();
    const url = new URL(`http://user:secret@${server.host}/blobs?state=1`);
    const answer = await client.exchange({ method: "PUT", url, body: Buffer.from("content"), bytesMax: 100 });
    expect(answer.status).toBe(201);
    expect(answer.headerLines("x-two")).toEqual(["a", "b"]);
    await client.exchange({ method: "POST", url, bytesMax: 100 });
    await client.exchange({ method: "HEAD", url, bytesMax: 100 });
    const seen = server.seen.map(({ method, path, body, headers }) => {
      return [method, path, body, headers["content-length"], headers["transfer-encoding"], headers.authorization];
    });
    expect(seen).toEqual([
      ["PUT", "/blobs?state=1", "content", "7", undefined, undefined],
      ["POST", "/blobs?state=1", "", "0", undefined, undefined],
      ["HEAD", "/blobs?state=1", "", undefined, undefined, undefined],
    ]);
  });

  it.each([
    ["breaks off", { "content-length": "100" }],
    ["breaks off in pieces", { "transfer-encoding": "chunked" }],
  ])("says that the connection was cut where an answer %s", async (_how, headers) => {
    await using server = await startServer((_request, response) => {
      response.writeHead(200, headers).write("half", () => response.destroy());
      return null;
    });
    await using client = new HttpClient();
    await expect(get(client, `http://${server.host}/`)).rejects.toMatchObject({
      code: "ERR_REGISTRY",
      message: `${server.host} cannot be reached: the connection was cut`,
    });
  });

  it("reads no more than it was told of an answer that is too large", async () => {
    await using server = await startServer(() => ({ status: 200, body: "x".repeat(101) }));
    await using client = new HttpClient();
    await expect(get(client, `http://${server.host}/`)).rejects.toMatchObject({
      message: `${server.host} answered with more than 100 bytes`,
    });
  });

  it("names what is not HTTP as something that cannot be reached, and stays alive", async () => {
    await using server = await startServer((_request, response) => {
      response.socket?.end("this is no answer\r\n\r\n");
      return null;
    });
    await using client = new HttpClient();
    await expect(get(client, `http://${server.host}/`)).rejects.toMatchObject({
      code: "ERR_REGISTRY",
      message: expect.stringMatching(/cannot be reached: HPE_/) as string,
    });
  });

  it.each([
    ["direct", "drips", drip],
    ["direct", "never comes after interim answers", interim],
    ["proxied", "drips", drip],
    ["proxied", "never comes after interim answers", interim],
  ])("breaks off, for good, %s, an answer that %s", async (way, _what, answer) => {
    await using server = await startServer((_request, response) => {
      const timer = setInterval(() => answer(response), 10);
      response.on("close", () => clearInterval(timer));
      return null;
    });
    await using proxy = await startProxy(server.host);
    for (const name of ["http_proxy", "HTTP_PROXY"]) vi.stubEnv(name, proxy.url);
    for (const name of ["no_proxy", "NO_PROXY"]) vi.stubEnv(name, "");
    await using client = new HttpClient({ fixedMs: 200, bytesPerSecond: Infinity });
    const host = way === "direct" ? server.host : "registry.example";
    const failure = await get(client, `http://${host}/`).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "ERR_REGISTRY",
      message: `${host} is too slow: the exchange was broken off`,
    });
    expect(failure).not.toBeInstanceOf(TemporaryFailure);
  });

  it("is patient with what comes, and with what it sends", () => {
    vi.useFakeTimers();
    const deadline = new Deadline(50, { fixedMs: 1000, bytesPerSecond: 100 });
    vi.advanceTimersByTime(1400);
    deadline.received(100);
    vi.advanceTimersByTime(1000);
    expect(deadline.isOver).toBe(false);
    vi.advanceTimersByTime(200);
    expect(deadline.isOver).toBe(true);
  });
});
