import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { LOOPBACK } from "../loopback.js";
import { startTcpUpstream } from "../testing/tcp-upstream.js";

/** A running upstream. */
export interface EchoUpstream extends AsyncDisposable {
  /** Its origin, on a port that the system chose. */
  readonly url: string;
}

/** What the echo answers: the request as it was received, after the filters. */
export interface EchoedRequest {
  readonly method: string;
  readonly path: string;
  /** Name and value of each header line, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The body as text; bytes that are not UTF-8 read as U+FFFD. */
  readonly body: string;
}

/** Starts the upstream that stands behind `sluice run` when none is named: it answers every request with its own JSON. */
export async function startEchoUpstream(): Promise<EchoUpstream> {
  const server = createServer((request, response) => {
    echoOf(request).then(
      (echo) => {
        response.writeHead(200, { "content-type": "application/json" }).end(`${JSON.stringify(echo)}\n`);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, LOOPBACK, resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The same behind network filters: it sends every byte back. */
export async function startTcpEchoUpstream(): Promise<EchoUpstream> {
  const upstream = await startTcpUpstream((socket) => void socket.pipe(socket));
  return { url: upstream.url, [Symbol.asyncDispose]: () => upstream.close() };
}

async function echoOf(request: IncomingMessage): Promise<EchoedRequest> {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    headers.push([request.rawHeaders[i] ?? "", request.rawHeaders[i + 1] ?? ""]);
  }
  const body = (await buffer(request)).toString("utf8");
  return { method: request.method ?? "", path: request.url ?? "", headers, body };
}
