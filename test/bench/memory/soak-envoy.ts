import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { adminGet } from "../../../tooling/envoy/admin.js";
import { readMetrics } from "../../../tooling/envoy/metrics.js";
import type { BenchContext } from "../../../tooling/bench/context.js";
import { startEnvoyUnderTest } from "../../../tooling/bench/envoy-under-test.js";
import type { Participant } from "../../../tooling/bench/job.js";
import { holdStreams, startHeldUpstream } from "../held-streams.js";
import { openSoakClient } from "./soak-client.js";
import { CONNECTIONS, type SoakCounts, soakCounts, soakHeaders, soakPlugin } from "./soak-traffic.js";
import { startUpstream } from "../../../tooling/bench/upstream.js";

/** What stands after a number of requests. */
export interface SoakReading extends SoakCounts {
  /** Streams whose client went away, by Envoy's count. */
  readonly abortedStreams: number;
  /** Resident memory of the whole process. */
  readonly processBytes: number;
}

export interface SoakOptions {
  /** Requests before the first reading. */
  readonly warmUp: number;
  /** Requests in all. */
  readonly requests: number;
}

const PROGRESS_EVERY = 10_000;

/** Sends the mixed requests through an Envoy and reads what memory has come to, after the warm-up and at the end. */
export async function soakEnvoy(
  { envoyPath, onProgress }: BenchContext,
  { warmUp, requests }: SoakOptions,
): Promise<[SoakReading, SoakReading]> {
  await using upstream = await startUpstream();
  await using cut = await startCutUpstream();
  await using held = await startHeldUpstream();
  const participant: Participant = {
    ...{ name: "soak", about: "tells what its memory has come to", plugin: await soakPlugin(), filter: null },
  };
  const clusters = { cut: cut.url, closed: await closedOrigin(upstream.url) };
  const envoy = await startEnvoyUnderTest(participant, {
    ...{ envoyPath, upstream: upstream.url, heldUpstream: held.url, clusters },
  });
  const client = openSoakClient(envoy.url, CONNECTIONS);
  try {
    const release = await holdStreams(envoy.url, CONNECTIONS, soakHeaders("large"));
    release();
    await client.run(warmUp);
    const first = await read(envoy);
    for (let sent = warmUp; sent < requests; sent += PROGRESS_EVERY) {
      onProgress(
        `memory: ${sent.toLocaleString("en-US")} of ${requests.toLocaleString("en-US")} requests through Envoy`,
      );
      await client.run(Math.min(PROGRESS_EVERY, requests - sent));
    }
    return [first, await read(envoy)];
  } finally {
    client.close();
    await envoy.stop();
  }
}

async function read({ adminUrl, pid }: { adminUrl: string; pid: number }): Promise<SoakReading> {
  await awaitIdle(adminUrl);
  const samples = await readMetrics(adminUrl);
  const values = new Map(samples.map(({ name, value = 0 }) => [name.replace(/^wasmcustom\./, ""), value]));
  const status = await readFile(`/proc/${pid}/status`, "latin1");
  return {
    ...soakCounts(values),
    abortedStreams: await stat(adminUrl, "downstream_cx_destroy_remote_active_rq"),
    processBytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024,
  };
}

/** The last aborted streams end a moment after their client has gone. */
async function awaitIdle(adminUrl: string): Promise<void> {
  while ((await stat(adminUrl, "downstream_rq_active")) > 0) await delay(10);
}

async function stat(adminUrl: string, name: string): Promise<number> {
  const { body } = await adminGet(adminUrl, `/stats?filter=^http.gateway.${name}$`);
  return Number(/: (\d+)/.exec(body)?.[1]);
}

/** A server that breaks off in the middle of each answer. */
async function startCutUpstream(): Promise<AsyncDisposable & { readonly url: string }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf an answ"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** An origin where nothing listens, nor can: the client's end of a connection to `server` has that port until the server ends. */
async function closedOrigin(server: string): Promise<string> {
  const { hostname, port } = new URL(server);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on("error", () => socket.destroy());
  await once(socket, "connect");
  return `http://127.0.0.1:${socket.localPort}`;
}
