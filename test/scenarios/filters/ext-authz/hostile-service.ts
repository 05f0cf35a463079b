import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A service that speaks no HTTP, or speaks it badly: bytes by the path that it is asked for. */
export interface HostileService {
  readonly url: string;
  close(): Promise<void>;
}

const head = "HTTP/1.1 200 OK\r\n";

/** What it writes, and whether it then breaks the connection off. */
const behaviours: Readonly<Record<string, readonly [bytes: string, reset: boolean]>> = {
  reset: ["", true],
  "reset-in-body": [`${head}content-length: 100\r\n\r\nhalf`, true],
  garbage: ["\u0000\u0001 no HTTP\r\n\r\n", false],
  "status-line": ["HTTP/1.1 OK\r\n\r\n", false],
  "bad-name": [`${head}x user: root\r\ncontent-length: 0\r\n\r\n`, false],
  "nul-in-value": [`${head}x-user: ro\u0000ot\r\ncontent-length: 0\r\n\r\n`, false],
  "two-lengths": [`${head}content-length: 0\r\ncontent-length: 5\r\n\r\nhello`, false],
  "huge-head": [`${head}x-user: ${"a".repeat(200_000)}\r\ncontent-length: 0\r\n\r\n`, false],
  "status-99": ["HTTP/1.1 099 No\r\ncontent-length: 0\r\n\r\n", false],
};

export const HOSTILE_PATHS: readonly string[] = Object.keys(behaviours);

/** Starts it on a port that the system chooses. */
export async function startHostileService(): Promise<HostileService> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
    socket.once("data", (request) => {
      const [, path = ""] = /^\S+ \/(\S*)/.exec(request.toString("latin1")) ?? [];
      const [bytes, reset] = behaviours[path] ?? ["", true];
      if (bytes === "") socket.resetAndDestroy();
      else socket.write(bytes, "latin1", () => (reset ? socket.resetAndDestroy() : socket.end()));
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
