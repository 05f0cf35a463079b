import { Status } from "../shared/abi";
import { clearResult, RESULT_NUMBER, RESULT_SIZE, RESULT_START } from "../memory";
import { textSize, writeText } from "../text";
import {
  proxy_dequeue_shared_queue,
  proxy_enqueue_shared_queue,
  proxy_register_shared_queue,
  proxy_resolve_shared_queue,
} from "../imports";

/** Makes a queue known under this VM's `vm_id`, or finds it again; its token is then `queueToken()`. */
export function registerSharedQueue(name: string): Status {
  const nameStart = writeText(name);
  store<u32>(RESULT_NUMBER, 0);
  return proxy_register_shared_queue(nameStart, textSize(), RESULT_NUMBER);
}

/** Finds the queue that another VM registered; `NotFound` when it has not. */
export function resolveSharedQueue(vmId: string, name: string): Status {
  const vmIdStart = writeText(vmId);
  const vmIdSize = textSize();
  const nameStart = writeText(name);
  store<u32>(RESULT_NUMBER, 0);
  return proxy_resolve_shared_queue(vmIdStart, vmIdSize, nameStart, textSize(), RESULT_NUMBER);
}

/** The token that `registerSharedQueue` or `resolveSharedQueue` got. */
// @ts-ignore: decorator
@inline
export function queueToken(): u32 {
  return load<u32>(RESULT_NUMBER);
}

/** Puts an item at the queue's end. `NotFound` for a token that is not one. */
export function enqueueSharedQueue(token: u32, data: usize, dataSize: usize): Status {
  return proxy_enqueue_shared_queue(token, data, dataSize);
}

/** Takes the item at the queue's front into the result; `Empty` when there is none. */
export function dequeueSharedQueue(token: u32): Status {
  clearResult();
  return proxy_dequeue_shared_queue(token, RESULT_START, RESULT_SIZE);
}
