import type { LogLevel } from "../../../assembly/shared/abi.js";
import type { LogEntry } from "../../gateway.js";
import type { CalloutTransport } from "../upstream/callout-transport.js";
import type { Clock } from "../clock.js";
import type { Clusters } from "../upstream/clusters.js";
import type { MetricsRegistry } from "../state/metrics-registry.js";
import type { Nesting } from "../limits/nesting.js";
import type { RunLimit } from "../limits/run-limit.js";
import type { SharedDataStore } from "../state/shared-data-store.js";
import type { SharedQueues } from "../state/shared-queues.js";
import type { Trace } from "../trace/trace.js";

/** What the VMs of one host share: the world outside the guests. */
export interface Services {
  readonly clock: Clock;
  readonly metrics: MetricsRegistry;
  readonly sharedData: SharedDataStore;
  readonly queues: SharedQueues;
  readonly callouts: CalloutTransport;
  readonly nesting: Nesting;
  readonly runLimit: RunLimit;
  /** Where gRPC calls can go. */
  readonly clusters: Clusters;
  /** Told of each call to a cluster that is not there. */
  readonly onUnknownCluster: (name: string) => void;
  /** Fills the bytes with random ones. */
  readonly random: (bytes: Buffer) => void;
  readonly log: (entry: LogEntry) => void;
  /** Null: nothing is written down. */
  readonly trace: Trace | null;
  /** Lines below it are dropped, and `proxy_get_log_level` tells it. */
  readonly logLevel: LogLevel;
}
