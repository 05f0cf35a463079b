import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { GET, type JobRequest } from "../../../tooling/bench/job.js";
import { type LoadClient, openLoadClient, renderRequest } from "../../../tooling/bench/load-client.js";

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

let server: Server;
let client: LoadClient;
let sockets: Socket[];

/** Starts a server that answers what it is told to, and opens three connections to it. */
const open = async (
  answer: (socket: Socket, count: number, request: string) => void,
  requests: readonly JobRequest[] = [GET],
): Promise<void> => {
  let count = 0;
  sockets = [];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on("data", (chunk) => answer(socket, (count += 1), chunk.toString())).on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = await openLoadClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 3, requests);
};

afterEach(() => {
  client.close();
  server.close();
});

describe("a load client", () => {
  it("sends exactly as many requests as it is told, over all its connections, run after run", async () => {
    let total = 0;
    await open((socket, count) => {
      total = count;
      socket.write(OK);
    });
    await client.run(10);
    expect(total).toBe(10);
    await client.run(2);
    expect(total).toBe(12);
    expect(sockets).toHaveLength(3);
  });

  it("sends its requests in turn, from one run to the next", async () => {
    const seen: string[] = [];
    const requests = ["a", "b", "c", "d"].map((name) => ({ ...GET, headers: { "x-name": name } }));
    await open((socket, _, request) => {
      seen.push(/x-name: (.)/.exec(request)?.[1] ?? "");
      socket.write(OK);
    }, requests);
    await client.run(2);
    await client.run(6);
    expect(seen.slice(0, 2).sort()).toEqual(["a", "b"]);
    expect(seen.sort()).toEqual(["a", "a", "b", "b", "c", "c", "d", "d"]);
  });

  it("waits for the rest of an answer that comes in pieces", async () => {
    await open((socket) => {
      socket.write(OK.slice(0, 30));
      setImmediate(() => socket.write(OK.slice(30)));
    });
    await expect(client.run(5)).resolves.toBeUndefined();
  });

  it("fails on an answer that is not 200", async () => {
    await open(
      (socket, count) => void socket.write(count === 4 ? OK.replace("200 OK", "503 Service Unavailable") : OK),
    );
    await expect(client.run(10)).rejects.toThrow("HTTP/1.1 503 Service Unavailable");
  });

  it("fails when a connection ends under load", async () => {
    await open((socket, count) => void (count === 4 ? socket.destroy() : socket.write(OK)));
    await expect(client.run(10)).rejects.toThrow(/closed|ECONNRESET/);
  });
});

describe("renderRequest", () => {
  it("writes the head, and counts the body in bytes", () => {
    const request = renderRequest({ method: "POST", headers: { "x-a": "1" }, body: "ü" }, "gateway.test");
    expect(request.toString()).toBe(
      "POST / HTTP/1.1\r\nhost: gateway.test\r\nuser-agent: bench\r\naccept: */*\r\nx-a: 1\r\ncontent-length: 2\r\n\r\nü",
    );
  });
});
