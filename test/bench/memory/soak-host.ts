import { setImmediate as nextTurn } from "node:timers/promises";
import { ResetError } from "../../../tooling/host/upstream/callout-transport.js";
import type { Downstream, FilterChain } from "../../../tooling/host/stream/filter-chain.js";
import { HeaderMap } from "../../../tooling/host/http/header-map.js";
import { Host, type StreamOptions } from "../../../tooling/host/host.js";
import type { UpstreamRequest, UpstreamResponse } from "../../../tooling/host/upstream/upstream.js";
import { ToolError } from "../../../tooling/error.js";
import type { BenchContext } from "../../../tooling/bench/context.js";
import type { SoakOptions, SoakReading } from "./soak-envoy.js";
import { CONNECTIONS, soakCounts, soakHeaders, type SoakKind, soakKind, soakPlugin } from "./soak-traffic.js";

const PROGRESS_EVERY = 3_125 * CONNECTIONS;

/** The same as `soakEnvoy` in the in-process host, without a network. */
export async function soakHost(
  { onProgress }: BenchContext,
  { warmUp, requests }: SoakOptions,
): Promise<[SoakReading, SoakReading]> {
  const host = new Host({
    clusters: { cut: "http://cut.test", closed: "http://closed.test" },
    callout: async (cluster) => {
      throw cluster === "cut" ? new ResetError(true) : new Error("connection refused");
    },
  });
  await host.loadPlugin(await soakPlugin());
  const traffic = new Traffic(host);
  try {
    traffic.meet();
    await traffic.run(warmUp);
    const first = read(host, traffic);
    while (traffic.sent < requests) {
      if (traffic.sent % PROGRESS_EVERY < CONNECTIONS) {
        onProgress(`memory: ${traffic.sent.toLocaleString("en-US")} in the host`);
      }
      await traffic.run(Math.min(CONNECTIONS, requests - traffic.sent));
    }
    return [first, read(host, traffic)];
  } finally {
    host.close();
  }
}

function read(host: Host, { aborted }: Traffic): SoakReading {
  const values = new Map(host.metrics().map(({ name, value = 0 }) => [name, value]));
  return { ...soakCounts(values), abortedStreams: aborted + CONNECTIONS, processBytes: process.memoryUsage.rss() };
}

class Traffic implements Downstream, UpstreamRequest {
  sent = 0;
  aborted = 0;
  #answered = 0;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Sends that many requests, a batch at a time, and returns when each is answered or aborted. */
  async run(requests: number): Promise<void> {
    const end = this.sent + requests;
    while (this.sent < end) {
      const batch = Math.min(CONNECTIONS, end - this.sent);
      for (let i = 0; i < batch; i += 1) this.#send();
      // Callouts fail a few turns later.
      for (let turn = 0; turn < 10 && this.#answered + this.aborted < this.sent; turn += 1) await nextTurn();
    }
    if (this.#answered + this.aborted === this.sent) return;
    throw new ToolError(
      "ERR_INTERNAL",
      `${this.sent - this.#answered - this.aborted} requests got no answer from the host`,
    );
  }

  /** Large headers on as many streams as ever live at once. */
  meet(): void {
    const streams = Array.from({ length: CONNECTIONS }, () => this.#open(() => this));
    for (const stream of streams) stream.request.receiveHeaders(requestOf("large"), true);
    for (const stream of streams) stream.abort();
  }

  #send(): void {
    const kind = soakKind(this.sent++);
    const stream = this.#open((_headers, endStream, response) => (endStream ? this.#answer(response) : this));
    stream.request.receiveHeaders(requestOf(kind), kind !== "aborted");
    if (kind !== "aborted") return;
    stream.request.receiveData(Buffer.from("ha"), false);
    stream.abort();
    this.aborted += 1;
  }

  #open(connect: StreamOptions["connect"]): FilterChain {
    return this.#host.openStream({ downstream: this, connect });
  }

  #answer(response: UpstreamResponse): UpstreamRequest {
    response.onHeaders(new HeaderMap("response", [[":status", "200"]]), true);
    return this;
  }

  headers(headers: HeaderMap): void {
    if (headers.get(":status") === "200" && headers.has("x-kept")) this.#answered += 1;
  }

  data(): void {}
  trailers(): void {}
  reset(): void {}
  hold(): void {}
  holdRequest(): void {}
}

function requestOf(kind: SoakKind): HeaderMap {
  return new HeaderMap("request", [
    [":authority", "gateway.test"],
    [":path", "/"],
    [":method", kind === "aborted" ? "POST" : "GET"],
    [":scheme", "http"],
    ["x-forwarded-proto", "http"],
    ...Object.entries(soakHeaders(kind)),
  ]);
}
