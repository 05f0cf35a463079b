import { MetricsRegistry } from "./metrics-registry.js";
import { SharedDataStore } from "./shared-data-store.js";
import { SharedQueues } from "./shared-queues.js";

/** What belongs to the whole process in Envoy, and outlives each VM: shared data and queues, by `vm_id`, and metrics. */
export class SharedState {
  readonly data = new SharedDataStore();
  readonly queues = new SharedQueues();
  readonly metrics = new MetricsRegistry();
}
