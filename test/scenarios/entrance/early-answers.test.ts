import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("what an upstream does with its connection on %s", (engine) => {
  let server: Server;
  let gateway: TestGateway;
  let answer = "";
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => {});
      socket.once("data", () => socket.write(answer, "latin1"));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    gateway = await serve({ engine, filter: "test/fixtures/filters/ends", upstream });
  });

  beforeEach(async () => {
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => sockets.size).toBe(0);
  });

  afterAll(async () => {
    await gateway.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it("is let go when it has answered before the whole body came", async () => {
    answer = "HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno";
    const client = await gateway.connect();
    client.write("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n");
    const [head] = (await once(client, "data")) as [Buffer];
    expect(String(head)).not.toContain("x-envoy-upstream-service-time");
    client.destroy();
    await expect.poll(() => sockets.size, { timeout: 10_000 }).toBe(0);
  });

  it("may switch protocols that nobody asked for: a response without a body", async () => {
    answer = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
    const client = await gateway.connect();
    client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    const [head] = (await once(client, "data")) as [Buffer];
    expect(String(head)).toMatch(/^HTTP\/1.1 101 Switching Protocols\r\n/);
    expect(String(head)).toContain("x-envoy-upstream-service-time");
    expect(String(head)).not.toMatch(/upgrade|content-length|transfer-encoding/);
    client.destroy();
  });

  it.each([
    ["more than its length", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokjunk\r\n\r\n", 200],
    ["a folded header", "HTTP/1.1 200 OK\r\nx-a: a\r\n b\r\ncontent-length: 2\r\n\r\nok", 200],
    ["bare line feeds", "HTTP/1.1 200 OK\ncontent-length: 2\n\nok", 200],
    ["a header of 70 kB", `HTTP/1.1 200 OK\r\nx-a: ${"a".repeat(70_000)}\r\ncontent-length: 2\r\n\r\nok`, 200],
    ["110 headers", `HTTP/1.1 200 OK\r\n${"x-a: 1\r\n".repeat(110)}content-length: 2\r\n\r\nok`, 502],
    ["a control character", "HTTP/1.1 200 OK\r\nx-a: a\x01b\r\ncontent-length: 2\r\n\r\nok", 502],
    ["another coding", "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 502],
    ["no content, and its length", "HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nok", 502],
  ])("may answer with %s", async (_, bytes, status) => {
    answer = bytes;
    expect((await gateway.fetch("/")).status).toBe(status);
  });
});
