import { compileFilter } from "../../tooling/compile/compile.js";
import { FakeClock } from "../../tooling/host/clock.js";
import { HeaderMap } from "../../tooling/host/http/header-map.js";
import { Host } from "../../tooling/host/host.js";
import type { UpstreamRequest } from "../../tooling/host/upstream/upstream.js";

/** One request, answered at once by an upstream that says 200. */
export interface Visit {
  readonly path?: string;
  readonly method?: string;
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: HeaderMap;
}

/** A filter in the in-process host, at a time that the test says. */
export interface InHost {
  readonly host: Host;
  readonly clock: FakeClock;
  visit(visit?: Visit): Answer;
  /** The statuses of so many visits. */
  statuses(count: number, visit?: Visit): number[];
}

/** When the clocks of these tests start. */
const START = Date.UTC(2026, 0, 1);

/** Loads a filter that comes with the package; `onTrace` is told each line of what it does. */
export async function startInHost(
  name: string,
  config: object,
  workers = 1,
  onTrace?: (line: string) => void,
): Promise<InHost> {
  const { module } = await compileFilter({ filter: `filters/${name}` });
  const clock = new FakeClock(START);
  const host = new Host({ clock, workers, ...(onTrace && { onTrace }) });
  await host.loadPlugin({ name, rootId: name, module, configuration: JSON.stringify(config) });
  host.start();
  const visit = ({ path = "/", method = "GET", address = "192.0.2.1", headers = {} }: Visit = {}): Answer => {
    let answered: HeaderMap | null = null;
    const nothing = { data() {}, trailers() {}, reset() {}, hold() {}, holdRequest() {}, headers() {} };
    const stream = host.openStream({
      source: { address, port: 40_000 },
      downstream: { ...nothing, headers: (map) => void (answered = map) },
      connect: (_headers, _endStream, response): UpstreamRequest => {
        response.onHeaders(new HeaderMap("response", [[":status", "200"]]), true);
        return nothing;
      },
    });
    const pairs = {
      ...{
        ":authority": "gateway.test",
        ":path": path,
        ":method": method,
        ":scheme": "http",
        "x-forwarded-proto": "http",
      },
      ...headers,
    };
    stream.request.receiveHeaders(new HeaderMap("request", Object.entries(pairs)), true);
    if (answered === null) throw new Error("the stream got no answer");
    const map: HeaderMap = answered;
    return { status: Number(map.get(":status")), headers: map };
  };
  return {
    ...{ host, clock, visit },
    statuses: (count, options) => Array.from({ length: count }, () => visit(options).status),
  };
}
