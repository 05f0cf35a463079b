import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { ToolError } from "../../../tooling/error.js";
import { FakeClock } from "../../../tooling/host/clock.js";
import type { FilterChain } from "../../../tooling/host/stream/filter-chain.js";
import { HeaderMap } from "../../../tooling/host/http/header-map.js";
import { Host } from "../../../tooling/host/host.js";
import type { SocketAddress } from "../../../tooling/host/properties/stream-info.js";
import type { UpstreamRequest, UpstreamResponse } from "../../../tooling/host/upstream/upstream.js";
import { packageRoot } from "../../../tooling/package-root.js";
import { PAGE_BYTES } from "../../../tooling/wasm/page-bytes.js";
import { type Soak, SOAK_START, type SoakRequest } from "./jobs/soak.js";

/** What stands after a number of requests. */
export interface SoakPoint {
  readonly requests: number;
  /** In the host: the module's linear memory. Of Envoy: resident memory of the process. */
  readonly memoryBytes: number;
  /** Keys of the shared data. */
  readonly keys: number;
}

/** By the clock that the filter sees, from one request to the next. */
const INTERVAL_MS = 1;
/** How many turns of the event loop an answer may take. */
const TURNS_MAX = 100;
const PROGRESS_EVERY = 10_000;
const PAGES_MAX = 16;

/** The least that a request has. */
const PSEUDO_HEADERS = { ":method": "GET", ":path": "/", ":authority": "gateway.test", ":scheme": "http" };

/**
 * Sends the requests of a soak through its filter in the in-process host, and reads what memory has come to after each of these numbers
 * of requests.
 *
 * @throws ToolError ERR_INTERNAL when a request is not answered, or the soak's own bounds are broken
 */
export async function soakFilter(
  soak: Soak,
  readings: readonly number[],
  onProgress: (message: string) => void = () => undefined,
): Promise<SoakPoint[]> {
  const { module } = await compileFilter({ filter: join(packageRoot(), "filters", soak.filter) });
  const clock = new FakeClock(SOAK_START);
  let current: SoakRequest = { headers: {}, properties: {} };
  const host = new Host({ clock, callout: () => answerOf(current) });
  const plugin = { name: soak.filter, rootId: soak.filter, module, configuration: JSON.stringify(soak.config) };
  await host.loadPlugin({ ...plugin, allowOnHeadersStopIteration: true });
  host.start();
  const points: SoakPoint[] = [];
  try {
    let sent = 0;
    for (const requests of readings) {
      for (; sent < requests; sent += 1) {
        if (sent % PROGRESS_EVERY === 0) {
          onProgress(`${nameOf(soak)}: ${sent.toLocaleString("en-US")} of ${readings.at(-1)?.toLocaleString("en-US")}`);
          host.logs.length = 0;
        }
        current = soak.request(sent);
        const stream = send(host, current);
        for (let turn = 0; !stream.isFinished && turn < TURNS_MAX; turn += 1) await nextTurn();
        if (!stream.isFinished) throw broken(soak, `request ${sent} got no answer`);
        clock.advance(INTERVAL_MS);
      }
      points.push(read(host, soak, requests));
    }
    return points;
  } finally {
    host.close();
  }
}

function read(host: Host, soak: Soak, requests: number): SoakPoint {
  const [keys, memoryBytes] = [host.sharedData.keys("").length, host.memoryBytes()];
  const { keysMax, pagesMax = PAGES_MAX } = soak;
  if (keys > keysMax) throw broken(soak, `${keys} keys of shared data, where ${keysMax} are the most`);
  if (memoryBytes > pagesMax * PAGE_BYTES) throw broken(soak, `${memoryBytes} bytes of memory are too many`);
  return { requests, memoryBytes, keys };
}

function broken(soak: Soak, what: string): ToolError {
  return new ToolError("ERR_INTERNAL", `the soak of ${nameOf(soak)}: ${what}`);
}

/** A soak by name: that of its filter, with its variant. */
export function nameOf({ filter, variant }: Pick<Soak, "filter" | "variant">): string {
  return variant === undefined ? filter : `${filter} (${variant})`;
}

/** Sends a request; all of it is done when this returns, unless the filter waits for a callout. */
function send(host: Host, request: SoakRequest): FilterChain {
  const respond = (response: UpstreamResponse): void => {
    const { responseBody } = request;
    const fields = { ":status": "200", ...request.response };
    response.onHeaders(new HeaderMap("response", Object.entries(fields)), responseBody === undefined);
    if (responseBody !== undefined) response.onData(Buffer.from(responseBody), true);
  };
  const stream = host.openStream({
    ...{ source: endpointOf(request, "source.address"), destination: endpointOf(request, "destination.address") },
    downstream: { ...NOTHING, headers() {}, data() {} },
    connect: (_headers, endStream, response): UpstreamRequest => {
      if (endStream) respond(response);
      return { ...NOTHING, data: (_chunk, isLast) => void (isLast && respond(response)) };
    },
  });
  const { body } = request;
  const fields = Object.entries({ ...PSEUDO_HEADERS, ...request.headers });
  stream.request.receiveHeaders(new HeaderMap("request", fields), body === undefined);
  if (body !== undefined && !stream.isFinished) stream.request.receiveData(Buffer.from(body), true);
  return stream;
}

const NOTHING = { trailers() {}, reset() {}, hold() {}, holdRequest() {} };

function endpointOf({ properties }: SoakRequest, name: string): SocketAddress | null {
  const [address, port] = (properties[name] ?? "192.0.2.1:40000").split(":");
  return address === undefined ? null : { address, port: Number(port) };
}

function answerOf({ answer }: SoakRequest): Response {
  const { ":status": status = "200", ...headers } = answer?.headers ?? {};
  return new Response(answer?.body ?? "", { status: Number(status), headers });
}
