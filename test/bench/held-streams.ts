import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Http2Server, type ServerHttp2Session } from "node:http2";
import { type AddressInfo, connect, type Socket } from "node:net";
import { ToolError } from "../../tooling/error.js";
import { HELD_PATH } from "../../tooling/bench/bootstrap.js";

/** An upstream whose responses never end: headers come, a body does not. */
export interface HeldUpstream extends AsyncDisposable {
  /** Origin for Envoy, in HTTP/2: thousands of streams take one connection. */
  readonly url: string;
}

const MOST_STREAMS = 2 ** 31 - 1;
const AT_ONCE = 100;

export async function startHeldUpstream(): Promise<HeldUpstream> {
  const sessions = new Set<ServerHttp2Session>();
  const server: Http2Server = createServer({ settings: { maxConcurrentStreams: MOST_STREAMS } });
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => session.destroy()).once("close", () => sessions.delete(session));
  });
  server.on("stream", (stream) => {
    stream.on("error", () => stream.destroy());
    stream.respond({ ":status": 200, "content-type": "text/plain" });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `grpc://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}

/**
 * Opens streams through an Envoy, each on its own connection, and waits until the response headers of each are there.
 *
 * @param url origin of the Envoy
 * @returns the function that ends them
 */
export async function holdStreams(
  url: string,
  count: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<() => void> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const next = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, async () =>
      holdStream(url, headers),
    );
    sockets.push(...(await Promise.all(next)));
  }
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

async function holdStream(url: string, headers: Readonly<Record<string, string>>): Promise<Socket> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on("error", () => socket.destroy());
  await once(socket, "connect");
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  socket.write(`${[`GET ${HELD_PATH} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`);
  const [head] = (await once(socket, "data")) as [Buffer];
  if (head.toString("latin1").startsWith("HTTP/1.1 200 ")) return socket;
  throw new ToolError("ERR_INTERNAL", `a stream that was to be held got ${head.toString("latin1").split("\r\n")[0]}`);
}

/**
 * Sees that a process here may have that many files open; Node raises its own limit as far as it may.
 *
 * @throws ToolError ERR_USAGE
 */
export async function expectOpenFiles(count: number): Promise<void> {
  const limits = await readFile("/proc/self/limits", "latin1").catch(() => "");
  const limit = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Infinity);
  if (limit >= count) return;
  throw new ToolError("ERR_USAGE", `a process may have ${limit} open files here, and ${count} are needed`, {
    hint: `ulimit -n ${count}, or fewer --streams`,
  });
}
