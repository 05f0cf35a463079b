import { HeaderMap } from "../../tooling/host/http/header-map.js";
import { Host } from "../../tooling/host/host.js";
import type { Downstream } from "../../tooling/host/stream/filter-chain.js";
import type { UpstreamRequest, UpstreamResponse } from "../../tooling/host/upstream/upstream.js";
import { ToolError } from "../../tooling/error.js";
import type { BenchContext } from "../../tooling/bench/context.js";
import { sluicePeer } from "./jobs/peers.js";
import { type Spread, spreadOf } from "../../tooling/bench/statistics.js";

/** How many requests of the header job the in-process host takes: both callbacks, through the ABI, without a network. */
export interface HostResult {
  readonly rounds: number;
  readonly requestsPerRound: number;
  /** By the clock, in one thread. */
  readonly requestsPerSecond: Spread;
  /** By the CPU time of the whole process, its compiler and its garbage collector too: what one core does. */
  readonly requestsPerCpuSecond: Spread;
}

const REQUESTS = 20_000;

/** @throws ToolError ERR_INTERNAL when the filter does not do the job. */
export async function measureHost(context: BenchContext, rounds: number): Promise<HostResult> {
  const { plugin } = await sluicePeer("hello");
  const host = new Host();
  if (plugin === null) throw new ToolError("ERR_INTERNAL", "the header job has no module");
  await host.loadPlugin(plugin);
  const client = new Client(host);
  const byClock: number[] = [];
  const byCpu: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    context.onProgress(`host: round ${round + 1} of ${rounds}`);
    const cpu = process.cpuUsage();
    const start = performance.now();
    client.run(REQUESTS);
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    if (round < 0) continue;
    byClock.push((REQUESTS / ms) * 1000);
    byCpu.push((REQUESTS / (user + system)) * 1e6);
  }
  host.close();
  return {
    rounds,
    requestsPerRound: REQUESTS,
    requestsPerSecond: spreadOf(byClock),
    requestsPerCpuSecond: spreadOf(byCpu),
  };
}

/** Sends requests like those of the load on Envoy, and takes part as the upstream that answers at once. */
class Client implements Downstream, UpstreamRequest {
  readonly #host: Host;
  #done = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  run(requests: number): void {
    this.#done = 0;
    for (let request = 0; request < requests; request += 1) {
      const stream = this.#host.openStream({
        downstream: this,
        connect: (headers, _endStream, response) => this.connect(headers, response),
      });
      stream.request.receiveHeaders(
        new HeaderMap("request", [
          [":authority", "gateway.test"],
          [":path", "/"],
          [":method", "GET"],
          [":scheme", "http"],
          ["user-agent", "bench"],
          ["accept", "*/*"],
          ["x-forwarded-proto", "http"],
          ["x-request-id", "b6a5f6a2-54b1-4f3e-9a3d-0f4c3c1f8c55"],
        ]),
        true,
      );
    }
    if (this.#done === requests) return;
    throw new ToolError("ERR_INTERNAL", `the filter did the header job for ${this.#done} of ${requests} requests`);
  }

  connect(headers: HeaderMap, response: UpstreamResponse): UpstreamRequest {
    if (headers.get("x-wasm") !== "1") return this;
    const answer = new HeaderMap("response", [
      [":status", "200"],
      ["content-type", "text/plain"],
      ["content-length", "6"],
      ["date", "Thu, 01 Jan 1970 00:00:00 GMT"],
      ["server", "envoy"],
    ]);
    response.onHeaders(answer, false);
    response.onData(BODY, true);
    return this;
  }

  headers(headers: HeaderMap): void {
    if (headers.get("hello") === "world!") this.#done += 1;
  }

  data(): void {}
  trailers(): void {}
  reset(): void {}
  hold(): void {}
  holdRequest(): void {}
}

const BODY = Buffer.from("hello\n");

/** The result as text for a terminal. */
export function renderHost({
  rounds,
  requestsPerRound,
  requestsPerSecond,
  requestsPerCpuSecond,
}: HostResult): string[] {
  const rate = ({ median, low, high }: Spread): string =>
    [median, low, high].map((value) => Math.round(value).toLocaleString("en-US")).join(" / ");
  return [
    `host: the header job in the in-process host (${rounds} rounds of ${requestsPerRound}; requests per second: median / low / high)`,
    `by the clock         ${rate(requestsPerSecond)}`,
    `by CPU time, a core  ${rate(requestsPerCpuSecond)}`,
  ];
}
