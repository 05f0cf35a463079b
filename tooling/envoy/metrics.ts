import type { MetricSample } from "../gateway.js";
import { adminGet } from "./admin.js";
import { parsePrometheus } from "./prometheus.js";

const QUERY = `/stats/prometheus?filter=${encodeURIComponent("^(wasmcustom\\.|server\\.dropped_stat_flushes$)")}`;
const DROPPED_FLUSHES = "envoy_server_dropped_stat_flushes";

/** Without other users of the admin interface three scrapes do; the limit only keeps a broken Envoy from holding us. */
const MAX_SCRAPES = 50;

/**
 * Reads the metrics of the plugins, exact at the time of the call, histograms included.
 *
 * Every scrape starts a flush that collects the histograms from the worker threads, but is answered before the flush is
 * done. While one is running another is dropped, and counted. So when the count stood still over two scrapes running,
 * the flush of the earlier one was begun after this call and is complete, and each worker has finished what it was at.
 *
 * @throws Error when Envoy does not answer.
 */
export async function readMetrics(adminUrl: string): Promise<MetricSample[]> {
  let previous = await scrape(adminUrl);
  let calmScrapes = 0;
  for (let scrapes = 1; scrapes < MAX_SCRAPES && calmScrapes < 2; scrapes++) {
    const current = await scrape(adminUrl);
    calmScrapes = droppedFlushes(current) === droppedFlushes(previous) ? calmScrapes + 1 : 0;
    previous = current;
  }
  return previous.filter(({ name }) => name !== DROPPED_FLUSHES);
}

async function scrape(adminUrl: string): Promise<MetricSample[]> {
  const { status, body } = await adminGet(adminUrl, QUERY);
  if (status !== 200) throw new Error(`Envoy answers ${status} to ${QUERY}`);
  return parsePrometheus(body);
}

function droppedFlushes(samples: readonly MetricSample[]): number | undefined {
  return samples.find(({ name }) => name === DROPPED_FLUSHES)?.value;
}
