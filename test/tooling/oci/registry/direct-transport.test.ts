import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { DirectTransport } from "../../../../tooling/oci/registry/direct-transport.js";
import { startServer } from "../fake-registry.js";

const GET = { method: "GET", headers: {}, body: null } as const;
const LONG_MS = 60_000;

describe("the way to a registry without a proxy", () => {
  it("waits no longer than it may for an answer, and for the rest of one", async () => {
    await using server = await startServer(({ path }, response) => {
      if (path === "/half") response.writeHead(200, { "content-length": 100 }).write("half");
      return null;
    });
    await using transport = new DirectTransport({ connectMs: LONG_MS, answerMs: 100 });
    const timeout = { code: "ERR_ANSWER_TIMEOUT" };
    await expect(transport.send(new URL(`http://${server.host}/silent`), GET)).rejects.toMatchObject(timeout);
    const { body } = await transport.send(new URL(`http://${server.host}/half`), GET);
    await expect(buffer(body)).rejects.toMatchObject(timeout);
  });

  it("waits no longer than it may for a connection, TLS included", async () => {
    const sockets: { destroy(): void }[] = [];
    const server = createServer((socket) => sockets.push(socket.on("error", () => undefined)));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await using transport = new DirectTransport({ connectMs: 100, answerMs: LONG_MS });
    await expect(transport.send(new URL(`https://127.0.0.1:${port}/`), GET)).rejects.toMatchObject({
      code: "ERR_CONNECT_TIMEOUT",
    });
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it("keeps a connection for the next request, and closes it in the end", async () => {
    const ports = new Set<number | undefined>();
    let closed: Promise<unknown> | undefined;
    await using server = await startServer((_request, { socket }) => {
      ports.add(socket?.remotePort);
      if (socket !== null) closed ??= once(socket, "close");
      return { status: 200, body: "here" };
    });
    {
      await using transport = new DirectTransport();
      for (const path of ["one", "two"]) {
        const { body } = await transport.send(new URL(`http://${server.host}/${path}`), GET);
        expect((await buffer(body)).toString()).toBe("here");
      }
    }
    await closed;
    expect(ports.size).toBe(1);
  });
});
