import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** The upstream of every Envoy under test: answers each request the same short text. */
export interface Upstream extends AsyncDisposable {
  /** Origin, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Headers of the latest request. */
  lastHeaders(): IncomingHttpHeaders;
}

const BODY = "hello\n";

/** Starts the upstream on a loopback port that the system chooses. */
export async function startUpstream(): Promise<Upstream> {
  let latest: IncomingHttpHeaders = {};
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    latest = request.headers;
    response.sendDate = false;
    response.writeHead(200, { "content-type": "text/plain", "content-length": BODY.length });
    response.end(BODY);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lastHeaders: () => latest,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
