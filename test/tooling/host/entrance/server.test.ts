import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Gateway } from "../../../../tooling/gateway.js";
import { type HostGatewayOptions, startHost } from "../../../../tooling/host/entrance/server.js";
import { type Probe, probePlugin } from "../probe.js";

let server: Server;
let origin: string;
let onRequest: RequestListener;
let gateway: Gateway | null = null;

/** Answers with the request as it came over the wire. */
const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString("latin1");
    const fields = request.rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\n`)).join("");
    const text = `${request.method} ${request.url}\n${fields}\n${body}${request.rawTrailers.join("=")}`;
    response.end(Buffer.from(text, "latin1"));
  });
};

beforeEach(async () => {
  onRequest = echo;
  server = createServer((request, response) => onRequest(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await gateway?.close();
  gateway = null;
  server.closeAllConnections();
  server.close();
});

async function start(probes: readonly (Probe | string)[], options: Partial<HostGatewayOptions> = {}): Promise<Gateway> {
  const plugins = await Promise.all(
    probes.map((probe, index) => probePlugin(typeof probe === "string" ? { script: probe } : probe, index)),
  );
  gateway = await startHost({ plugins, upstream: origin, ...options });
  return gateway;
}

/** Sends bytes as they are and returns all that comes back until the gateway closes the connection. */
async function raw(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.write(Buffer.from(text, "latin1"));
  await once(socket, "close");
  return Buffer.concat(chunks).toString("latin1");
}

const HEAD = "Host: gateway.test\r\nConnection: close\r\n";

describe("the in-process gateway", () => {
  it("passes paths, duplicates and bytes that are not UTF-8 untouched, both ways", async () => {
    onRequest = (request, response) => {
      response.setHeader("x-up", ["a", "caf\xe9"]);
      echo(request, response);
    };
    const { url } = await start([""]);
    const answer = await raw(
      url,
      `GET /public/../admin/%2e//x?a=%00 HTTP/1.1\r\n${HEAD}X-A: 1\r\nX-A: caf\xe9\r\n\r\n`,
    );
    expect(answer).toContain("GET /public/../admin/%2e//x?a=%00\n");
    expect(answer).toContain("x-a: 1\nx-a: caf\xe9\n");
    expect(answer).toContain("x-up: a\r\nx-up: caf\xe9\r\n");
  });

  it("adds what Envoy adds, and takes hop-by-hop headers away", async () => {
    const { url } = await start([""]);
    const answer = await raw(
      url,
      `GET / HTTP/1.1\r\nHost: h.test\r\nConnection: close, x-hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\n\r\n`,
    );
    expect(answer).toMatch(/x-forwarded-proto: http\nx-request-id: [0-9a-f-]{36}\n/);
    expect(answer).toMatch(
      /^HTTP\/1.1 200 OK\r\n[^]*x-envoy-upstream-service-time: \d+\r\n[^]*server: envoy\r\nconnection: close\r\n/,
    );
    expect(answer).not.toMatch(/x-hop|keep-alive/i);
    expect(answer.match(/^date: /gim)).toHaveLength(1);
  });

  it("passes trailers both ways", async () => {
    onRequest = (request, response) => {
      response.setHeader("trailer", "x-t");
      response.addTrailers({ "x-t": "up" });
      echo(request, response);
    };
    const { url } = await start(["request_trailers add 1 x-u 2\nresponse_trailers add 3 x-u 3"]);
    const answer = await raw(
      url,
      `POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-t: down\r\n\r\n`,
    );
    expect(answer).toContain("abcx-t=down=x-u=2");
    expect(answer).toMatch(/0\r\nx-t: up\r\nx-u: 3\r\n\r\n$/);
  });

  it("takes a target in absolute form, and refuses what is no path", async () => {
    const { url } = await start([""]);
    const get = (target: string): Promise<string> => raw(url, `GET ${target} HTTP/1.1\r\n${HEAD}\r\n`);
    expect(await get("http://abs.test/x")).toContain("GET /x\nhost: abs.test\n");
    expect(await get("*")).toMatch(/^HTTP\/1.1 404 /);
    expect(await get("/x#fragment")).toMatch(/^HTTP\/1.1 400 /);
  });

  it("has no body in answers to HEAD, and a length of 0 where there is none", async () => {
    const { url } = await start(["request_headers reply 403 _ _ _"]);
    expect(await raw(url, `HEAD / HTTP/1.1\r\n${HEAD}\r\n`)).toMatch(/^HTTP\/1.1 403 Forbidden\r\n[^]*\r\n\r\n$/);
    expect(await raw(url, `GET / HTTP/1.1\r\n${HEAD}\r\n`)).toContain("content-length: 0\r\n");
  });

  it("carries a large body with a slow reader within bounds", async () => {
    const size = 8 * 1024 * 1024;
    onRequest = (request, response) => {
      request.resume();
      request.on("end", () => response.end(Buffer.alloc(size, "a")));
    };
    const { url } = await start(["request_body log 0 _"]);
    const response = await fetch(url, { method: "POST", body: Buffer.alloc(size, "b") });
    expect((await response.arrayBuffer()).byteLength).toBe(size);
  });

  it("answers 503 while the upstream is away", async () => {
    server.close();
    const { url } = await start([""]);
    const response = await fetch(url);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("reset reason: remote connection failure");
  });

  it("breaks the connection when a plugin asks for what HTTP/1.1 cannot carry, and serves on", async () => {
    const { url } = await start(["request_headers once reply 7 _ _ _", "response_headers once add 2 x a%0d%0ab"]);
    await expect(fetch(url)).rejects.toThrow();
    await expect(fetch(url)).rejects.toThrow();
    expect((await fetch(url)).status).toBe(200);
  });

  it("tells the plugins when a client leaves, once", async () => {
    const lines: string[] = [];
    let arrived = (): void => {};
    const isWaiting = new Promise<void>((resolve) => (arrived = resolve));
    onRequest = () => arrived();
    let deleted = (): void => {};
    const isDeleted = new Promise<void>((resolve) => (deleted = resolve));
    const { url } = await start([""], {
      onLog: ({ message }) => {
        lines.push(message);
        if (message === "delete 2") deleted();
      },
    });
    const client = new AbortController();
    const aborted = fetch(url, { signal: client.signal }).catch(() => "aborted");
    await isWaiting;
    client.abort();
    await isDeleted;
    expect(await aborted).toBe("aborted");
    expect(lines.filter((line) => line === "log 2")).toHaveLength(1);
  });

  it("makes callouts to its clusters", async () => {
    const call = "call peer :method=POST,:path=/check,:authority=peer.test body 1000";
    const script = `request_headers ${call}\nrequest_headers return 1\nhttp_call_response body 4 0 999\nhttp_call_response effective last\nhttp_call_response continue 0`;
    const { url, logs } = await start([script], { clusters: { peer: origin } });
    await fetch(url);
    const [answer] = logs.filter((entry) => entry.message.startsWith("http_call_response: body"));
    expect(answer?.message).toContain("POST /check%0ahost: peer.test");
    expect(answer?.message).toContain("x-envoy-expected-rq-timeout-ms: 1000");
    expect(answer?.message).toContain("body'");
  });

  it("tells addresses and one id a connection", async () => {
    const script =
      "request_headers property connection_id\nrequest_headers property source|address\nlog property upstream|address";
    const { url, logs } = await start([script]);
    const get = `GET / HTTP/1.1\r\nHost: h.test\r\n`;
    await raw(url, `${get}\r\n${get}Connection: close\r\n\r\n`);
    const ids = logs.filter((entry) => entry.message.includes("connection_id")).map((entry) => entry.message);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(logs.some((entry) => /source\|address = 0 '127\.0\.0\.1:\d+'/.test(entry.message))).toBe(true);
    const upstream = logs.find((entry) => entry.message.includes("upstream|address"))?.message;
    expect(upstream).toContain(`'${new URL(origin).host}'`);
  });

  it("spreads requests over its workers", async () => {
    const { url } = await start(["request_headers define 0 seen\nrequest_headers increment 4 1"], {
      workers: 2,
    });
    for (let count = 0; count < 4; count++) await fetch(url);
    expect(await gateway?.metrics()).toContainEqual({ name: "seen", type: "counter", labels: {}, value: 4 });
  });
});

describe("starting the in-process gateway", () => {
  it("says which port is taken", async () => {
    const taken = createTcpServer();
    await once(taken.listen(0, "127.0.0.1"), "listening");
    const { port } = taken.address() as AddressInfo;
    await expect(start([""], { port })).rejects.toMatchObject({
      code: "ERR_PORT_IN_USE",
      message: expect.stringContaining(String(port)) as string,
    });
    taken.close();
  });

  it("refuses with the module's own words", async () => {
    await expect(start(["configure log 4 unknown%20key\nconfigure return 0"])).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining("unknown key") as string,
    });
  });

  it("ends its plugins when it is closed, and closes twice without harm", async () => {
    const { logs } = await start([""]);
    await gateway?.close();
    await gateway?.close();
    expect(logs.filter((entry) => entry.message === "delete 1")).toHaveLength(2);
  });
});
