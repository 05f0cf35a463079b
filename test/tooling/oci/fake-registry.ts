import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What the server answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
}

/** A server that does what no good registry does, so that the client's caution can be seen. */
export async function startServer(answer: (request: SeenRequest, raw: ServerResponse) => Answer | null) {
  const seen: SeenRequest[] = [];
  const server = createServer((message, response) => {
    void buffer(message).then((body) => {
      const { method = "", url: path = "", headers } = message;
      const request = { method, path, headers, body: body.toString() };
      seen.push(request);
      const given = answer(request, response);
      if (given !== null) response.writeHead(given.status, { ...given.headers }).end(given.body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    seen,
    host,
    url: `http://${host}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
