import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const END = "\r\n\r\n";

describe.each(engines)("what comes before the filters on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "test/fixtures/filters/hello",
      upstream: (request) =>
        Response.json(request.headerLines.map(([name, value]) => `${name.toLowerCase()}=${value}`)),
    });
  });

  afterAll(() => gateway.close());

  /** Sends the bytes, and returns what of the response came up to `last`. */
  async function send(head: string, last: string): Promise<string> {
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(head);
    let text = "";
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.includes(last)) break;
    }
    return text;
  }

  it("takes what only Envoy's own peers may say, and the user from the authority", async () => {
    const fields = "x-envoy-retry-on: 5xx\r\nx-envoy-upstream-rq-timeout-ms: 1\r\nx-envoy-attempt-count: 6\r\n";
    const close = "connection: close\r\n";
    const response = await send(`GET http://u:p@b.test/ HTTP/1.1\r\nhost: a\r\n${fields}${close}\r\n`, "]");
    expect(response).toContain('"host=b.test"');
    expect(response).toContain('"x-envoy-attempt-count=6"');
    expect(response).not.toMatch(/retry-on|rq-timeout/);
  });

  it("joins the hosts of two lines", async () => {
    const response = await send("GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n", "]");
    expect(response).toContain('"host=a,b"');
  });
});

const GET = "GET / HTTP/1.1\r\nhost: a\r\n";
const SEEN = ":authority :path :method :scheme x-forwarded-proto x-request-id";
const TARGET = ":authority :path :method";

describe.each(engines)("a request that is refused before the filters on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({ engine, filter: "test/fixtures/filters/ends", upstream: () => new Response("ok") });
  });

  afterAll(() => gateway.close());

  /** Sends the bytes; returns the head of the response, and what the filter has logged until its stream was gone. */
  async function send(bytes: string): Promise<{ head: string; logs: string[] }> {
    const from = gateway.logs.length;
    const socket = await gateway.connect();
    const text = await answerOf(socket, bytes);
    const logs = (): string[] => gateway.logs.slice(from).map(({ message }) => message);
    await expect.poll(logs, { timeout: 10_000 }).toContain("delete");
    socket.destroy();
    return { head: text.slice(0, text.indexOf(END)), logs: logs() };
  }

  async function answerOf(socket: Socket, bytes: string): Promise<string> {
    socket.write(bytes, "latin1");
    let text = "";
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      text += String(chunk);
      if (text.includes(END)) break;
    }
    return text;
  }

  it.each([
    ["no HTTP", "junk\r\n\r\n", 400, "", "http1.codec_error"],
    ["a method in lower case", "get / HTTP/1.1\r\nhost: a\r\n\r\n", 400, "", "http1.codec_error"],
    ["a header without a colon", `${GET}abc\r\n\r\n`, 400, "", "http1.codec_error"],
    ["a control character", `${GET}x-a: a\x01b\r\n\r\n`, 400, "", "http1.invalid_characters"],
    ["NUL", `${GET}x-a: a\0b\r\n\r\n`, 400, "", "http1.invalid_characters"],
    ["a negative length", `${GET}content-length: -1\r\n\r\n`, 400, "", "http1.codec_error"],
    [
      "two framings",
      `${GET}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      "",
      "http1.content_length_and_chunked_not_allowed",
    ],
    [
      "chunked twice",
      `${GET}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      501,
      "",
      "http1.invalid_transfer_encoding",
    ],
    [
      "no coding, and a length",
      `${GET}content-length: 3\r\ntransfer-encoding: identity\r\n\r\nabc`,
      400,
      "",
      "http1.content_length_and_chunked_not_allowed",
    ],
    [
      "another coding, and a length",
      `${GET}content-length: 3\r\ntransfer-encoding: gzip\r\n\r\nabc`,
      400,
      "",
      "http1.content_length_and_chunked_not_allowed",
    ],
    ["headers of 64 KB", `${GET}x-a: ${"a".repeat(65_536)}\r\n\r\n`, 431, "", "http1.headers_too_large"],
    ["a hundred headers and one", `${GET}${"x-a: 1\r\n".repeat(100)}\r\n`, 431, "", "http1.too_many_headers"],
    [
      "a coding that is not chunked",
      `${GET}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      501,
      "",
      "http1.invalid_transfer_encoding",
    ],
    ["HTTP/1.0", "GET / HTTP/1.0\r\nhost: a\r\n\r\n", 426, "", "low_version"],
    ["HTTP/2.0 in a line", "GET / HTTP/2.0\r\nhost: a\r\n\r\n", 426, "", "low_version"],
    ["a host with a blank", "GET / HTTP/1.1\r\nhost: a b\r\n\r\n", 400, "", "http.invalid_authority"],
    ["a host with a path", "GET / HTTP/1.1\r\nhost: a/b\r\n\r\n", 400, "", "http.invalid_authority"],
    ["another scheme", "GET ftp://a/ HTTP/1.1\r\nhost: a\r\n\r\n", 400, "", "http1.invalid_scheme"],
    ["a name with a blank", "GET / HTTP/1.1\r\nhost: a\r\nx-a : 1\r\n\r\n", 400, "", "http1.codec_error"],
    [
      "a CONNECT with a body",
      "CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\ncontent-length: 3\r\n\r\nabc",
      400,
      "",
      "http1.body_disallowed",
    ],
    [
      "a CONNECT in chunks",
      "CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      501,
      "",
      "http1.invalid_transfer_encoding",
    ],
    ["a CONNECT to a path", "CONNECT /x HTTP/1.1\r\nhost: a\r\n\r\n", 400, "", "http1.invalid_url"],
    [
      "a CONNECT to a port that is none",
      "CONNECT a:65536 HTTP/1.1\r\nhost: a:65536\r\n\r\n",
      400,
      "",
      "http1.invalid_url",
    ],
    ["a pseudo-header of the connection", `${GET}connection: :a\r\n\r\n`, 400, "", "http1.connection_header_rejected"],
    ["no host", "GET / HTTP/1.1\r\n\r\n", 400, ":path :method", "missing_host_header"],
    ["a host of the connection", `${GET}connection: host\r\n\r\n`, 400, ":path :method", "missing_host_header"],
    ["a fragment", "GET /#a HTTP/1.1\r\nhost: a\r\n\r\n", 400, TARGET, "path_normalization_failed"],
    ["a QUERY of no type", "QUERY / HTTP/1.1\r\nhost: a\r\n\r\n", 400, TARGET, "query_missing_content_type"],
    ["a target of no path", "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n", 404, TARGET, "absolute_path_rejected"],
  ])("%s is logged by its filters, which have no other callback", async (_, bytes, status, seen, details) => {
    const { head, logs } = await send(bytes);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head.includes("\r\nconnection: close")).toBe(details !== "absolute_path_rejected");
    expect(logs).toEqual([`log alone [${seen}] ${status} ${details}`, "done", "delete"]);
  });

  it("an upgrade is seen whole by access logs", async () => {
    const { head, logs } = await send(`${GET}connection: upgrade\r\nupgrade: websocket\r\n\r\n`);
    const seen = ":authority :path :method :scheme connection upgrade x-forwarded-proto x-request-id";
    expect(head).toMatch(/^HTTP\/1.1 403 /);
    expect(logs).toEqual([`log alone [${seen}] 403 upgrade_failed`, "done", "delete"]);
  });

  it("a body that breaks off is answered through the filters", async () => {
    const { head, logs } = await send("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n");
    expect(head).toMatch(/^HTTP\/1.1 400 /);
    expect(logs).toEqual([`request ${SEEN}`, "response 400", `log [${SEEN}] 400 http1.codec_error`, "done", "delete"]);
  });

  it("a CONNECT has its callbacks, without a path, and no route", async () => {
    const { head, logs } = await send("CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n\r\n");
    const seen = ":authority :method :scheme x-forwarded-proto x-request-id";
    expect(head).toMatch(/^HTTP\/1.1 404 /);
    expect(logs).toEqual([`request ${seen}`, "response 404", `log [${seen}] 404 route_not_found`, "done", "delete"]);
  });

  it("what is no HTTP waits for the response to what was", async () => {
    const from = gateway.logs.length;
    const { head } = await send(`${GET}\r\njunk\r\n\r\n`);
    expect(head).toMatch(/^HTTP\/1.1 200 /);
    const logs = (): string[] => gateway.logs.slice(from).map(({ message }) => message);
    await expect.poll(() => logs().filter((line) => line === "delete"), { timeout: 10_000 }).toHaveLength(2);
    expect(logs()[0]).toBe(`request ${SEEN}`);
    expect(logs().slice(-3)).toEqual(["log alone [] 400 http1.codec_error", "done", "delete"]);
  });

  it("half a head that ends there is no stream", async () => {
    const from = gateway.logs.length;
    const socket = await gateway.connect();
    socket.end("GET / HTTP/1.1\r\nhos");
    let text = "";
    for await (const chunk of socket) text += String(chunk);
    expect(text).toBe("");
    expect((await gateway.fetch("/")).status).toBe(200);
    const lines = (): string[] => gateway.logs.slice(from).map(({ message }) => message);
    await expect.poll(lines).toContain("delete");
    expect(lines().filter((line) => line === "delete")).toHaveLength(1);
  });

  it("takes folded headers, bare line feeds and the certificate that only a proxy may name", async () => {
    for (const bytes of [`${GET}x-f: a\r\n b\r\n\r\n`, "GET / HTTP/1.1\nhost: a\n\n"]) {
      expect((await send(bytes)).head).toMatch(/^HTTP\/1.1 200 /);
    }
    const { logs } = await send(`${GET}x-forwarded-client-cert: By=a\r\n\r\n`);
    expect(logs[0]).toBe(`request ${SEEN}`);
  });
});
