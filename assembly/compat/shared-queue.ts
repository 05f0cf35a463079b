import {
  dequeueSharedQueue,
  enqueueSharedQueue,
  queueToken,
  registerSharedQueue,
  resolveSharedQueue,
} from "../hostcalls/queue";
import { resultBuffer } from "./array-buffer";
import { WasmResultValues } from "./enums";

class TokenSharedQueueResult {
  token: u32 = 0;

  constructor(public result: WasmResultValues) {
    if (result == WasmResultValues.Ok) this.token = queueToken();
  }
}

/** Makes a queue known under this VM's `vm_id`, or finds it again; `onQueueReady` of the calling root tells of its items. */
export function register_shared_queue(queue_name: string): TokenSharedQueueResult {
  return new TokenSharedQueueResult(registerSharedQueue(queue_name));
}

/** Finds the queue that another VM registered; `NotFound` when it has not. */
export function resolve_shared_queue(vm_id: string, queue_name: string): TokenSharedQueueResult {
  return new TokenSharedQueueResult(resolveSharedQueue(vm_id, queue_name));
}

class DequeueSharedQueueResult {
  /** Null unless `result` is `Ok`. */
  data: ArrayBuffer | null = null;

  constructor(public result: WasmResultValues) {
    if (result == WasmResultValues.Ok) this.data = resultBuffer();
  }
}

/** Takes the item at a queue's front; `Empty` when there is none. */
export function dequeue_shared_queue(token: u32): DequeueSharedQueueResult {
  return new DequeueSharedQueueResult(dequeueSharedQueue(token));
}

/** Puts an item at a queue's end. */
export function enqueue_shared_queue(token: u32, data: ArrayBuffer): WasmResultValues {
  return enqueueSharedQueue(token, changetype<usize>(data), data.byteLength);
}
