import { Status } from "../assembly/shared/abi";
import {
  dequeueSharedQueue,
  enqueueSharedQueue,
  queueToken,
  registerSharedQueue,
  resolveSharedQueue,
} from "../assembly/hostcalls/queue";
import { Bytes, resultBytes } from "../assembly/bytes";
import { payloadSize, placePayload } from "./payload";

/**
 * A queue that all VMs of the process share: one plugin puts items in, another takes them out in `Plugin.onQueueReady`. Envoy sets no bound to
 * its length: take out faster than you put in. Not in top-level code. (ABI: `proxy_register_shared_queue` and its kin.)
 *
 * @example
 * // The consumer has called SharedQueue.register("audit") in its onConfigure.
 * const queue = SharedQueue.resolve("consumer-vm-id", "audit");
 * if (queue !== null) queue.enqueue(line);
 */
@final
export class SharedQueue {
  /** The queue with this number, which another VM may have told. */
  constructor(
    /** The number by which Envoy knows the queue, in all VMs. */
    readonly token: u32,
  ) {}

  /**
   * Makes a queue known under this VM's `vm_id`, or finds it again. From then on Envoy calls `onQueueReady` of the plugin and thread
   * that registered it last. Null when the host refuses.
   */
  static register(name: string): SharedQueue | null {
    return registerSharedQueue(name) == Status.Ok ? new SharedQueue(queueToken()) : null;
  }

  /** Finds the queue that a VM with this `vm_id` registered; null when it has not. */
  static resolve(vmId: string, name: string): SharedQueue | null {
    return resolveSharedQueue(vmId, name) == Status.Ok ? new SharedQueue(queueToken()) : null;
  }

  /** Puts `item` (string, `Uint8Array`, `ArrayBuffer` or `Bytes`) at the end. `Status.NotFound` when there is no such queue. */
  enqueue<T>(item: T): Status {
    const start = placePayload<T>(item);
    return enqueueSharedQueue(this.token, start, payloadSize());
  }

  /** Takes the item at the front; it lives until the callback returns. Null when there is none; and when memory can't hold it: it is lost. */
  dequeue(): Bytes | null {
    return dequeueSharedQueue(this.token) == Status.Ok ? resultBytes() : null;
  }
}
