import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";

describe.each(engines)("a request that a filter has written on %s", (engine) => {
  let server: Server;
  let gateway: TestGateway;
  let asked = "";
  let answer = OK;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => {});
      socket.on("data", (chunk) => {
        asked += chunk.toString("latin1");
        socket.write(answer);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    gateway = await serve({
      engine,
      filter: "test/fixtures/filters/odd-requests",
      upstream: origin,
      clusters: { service: origin, fresh: origin, tunnel: origin },
    });
  });

  beforeEach(() => {
    asked = "";
    answer = OK;
  });

  afterAll(async () => {
    await gateway.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  /** Has the filter write it as the request itself, or with `x-cluster` as a callout; returns the head and the body of the response. */
  async function send(words: Readonly<Record<string, string>>): Promise<{ status: number; text: string }> {
    const response = await gateway.fetch("/p", { headers: { ...words } });
    return { status: response.status, text: await response.text() };
  }

  const callout = async (words: Readonly<Record<string, string>>, cluster = "service"): Promise<string> =>
    (await send({ ...words, "x-cluster": cluster })).text;

  it.each([
    ["connection: close", "connection=close"],
    ["proxy-connection: x", "proxy-connection=x"],
    ["upgrade: websocket", "upgrade=websocket"],
    ["te: gzip", "te=gzip"],
    ["connection: x-a\r\nx-a: 1", "connection=x-a;x-a=1"],
  ])("has %j, where it goes on and where it is a callout", async (lines, fields) => {
    expect((await send({ "x-fields": fields })).status).toBe(200);
    expect(asked).toContain(`\r\n${lines}\r\n`);
    asked = "";
    expect(await callout({ "x-fields": fields })).toBe("0 200 ok");
    expect(asked).toContain(`\r\n${lines}\r\n`);
  });

  it("keeps its method in small letters, and a path with blanks", async () => {
    expect((await send({ "x-method": "fOo!" })).text).toBe("ok");
    expect(await callout({ "x-method": "fOo!", "x-target": "x y#z" })).toBe("0 200 ok");
    expect(asked).toMatch(/^fOo! \/p HTTP\/1\.1\r\n[^]*\r\n\r\nfOo! x y#z HTTP\/1\.1\r\n/);
  });

  it("is a CONNECT that is answered at once, as one that names no protocol", async () => {
    const text = "missing required header: :protocol";
    expect(await send({ "x-method": "CONNECT" })).toEqual({ status: 503, text });
    expect(await callout({ "x-method": "CONNECT" }, "tunnel")).toBe(`2 503 ${text}`);
    expect(asked).toBe("");
  });

  it("is not sent with a control character, nor is a callout, which the SDK itself refuses", async () => {
    const words = { "x-fields": "x-a=a^Ab" };
    expect(await send(words)).toEqual({ status: 503, text: "invalid header value for: x-a" });
    expect(await callout(words)).toBe("not sent 2");
    expect(asked).toBe("");
  });

  it("may announce trailers that do not come", async () => {
    expect((await send({ "x-fields": "trailer=x" })).text).toBe("ok");
    expect(await callout({ "x-fields": "trailer=x" })).toBe("0 200 ok");
  });

  it("may be answered by a 101 that it has not asked for", async () => {
    answer = SWITCHING;
    expect(await callout({})).toBe("0 101 ");
  });
});
