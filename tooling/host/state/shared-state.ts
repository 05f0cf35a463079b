import { MetricsRegistry } from "./metrics-registry.js";
import { SharedDataStore } from "./shared-data-store.js";
import { SharedQueues } from "./shared-queues.js";
import { StateAllowance } from "./state-allowance.js";

/** What belongs to the whole process in Envoy, and outlives each VM: shared data and queues, by `vm_id`, and metrics. */
export class SharedState {
  readonly #allowance = new StateAllowance();
  readonly data = new SharedDataStore(this.#allowance);
  readonly queues = new SharedQueues(this.#allowance);
  readonly metrics = new MetricsRegistry(this.#allowance);
}
