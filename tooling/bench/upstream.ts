import { type AddressInfo, createServer, type Socket } from "node:net";
import { LOOPBACK } from "../loopback.js";
import { messageLength } from "./message-length.js";

/** The upstream of every Envoy under test: answers each request the same short text. */
export interface Upstream extends AsyncDisposable {
  /** Origin, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Headers of the latest request, names in lower case. */
  lastHeaders(): Readonly<Record<string, string>>;
}

const HEAD_END = "\r\n\r\n";
const ANSWER = ["HTTP/1.1 200 OK", "content-type: text/plain", "content-length: 6", "", "hello\n"].join("\r\n");

/**
 * Starts the upstream on a loopback port that the system chooses. Sockets, not an HTTP server, for the reason that
 * `openLoadClient` gives.
 */
export async function startUpstream(): Promise<Upstream> {
  const sockets = new Set<Socket>();
  let lastHead = "";
  const server = createServer({ noDelay: true }, (socket) => {
    let received = "";
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // Envoy resets its upstream connections when it ends.
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      for (let end = messageLength(received); end !== null; end = messageLength(received)) {
        lastHead = received.slice(0, received.indexOf(HEAD_END));
        received = received.slice(end);
        socket.write(ANSWER, "latin1");
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, LOOPBACK, resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lastHeaders: () => parseHeaders(lastHead),
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function parseHeaders(head: string): Record<string, string> {
  const lines = head.split("\r\n").slice(1);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
}
