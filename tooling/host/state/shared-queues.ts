import { Status } from "../../../assembly/shared/abi.js";
import type { StateAllowance } from "./state-allowance.js";

interface Queue {
  readonly items: Buffer[];
  notify: (token: number) => void;
}

/** The shared queues of a host, named by `vm_id` and queue name. Nothing else than the host's memory bounds their depth, as in Envoy. */
export class SharedQueues {
  readonly #tokens = new Map<string, number>();
  readonly #queues = new Map<number, Queue>();
  readonly #allowance: StateAllowance;
  #nextToken = 1;

  constructor(allowance: StateAllowance) {
    this.#allowance = allowance;
  }

  /**
   * The queue's token, or null where there is no room for one more queue. Who registers last is told (`notify`, later, not during the
   * call) when an item arrives.
   */
  register(vmId: string, name: string, notify: (token: number) => void): number | null {
    const key = keyOf(vmId, name);
    const present = this.#tokens.get(key);
    if (present === undefined && !this.#allowance.take(key.length)) return null;
    const token = present ?? this.#nextToken++;
    this.#tokens.set(key, token);
    const queue = this.#queues.get(token) ?? { items: [], notify };
    queue.notify = notify;
    this.#queues.set(token, queue);
    return token;
  }

  resolve(vmId: string, name: string): number | null {
    return this.#tokens.get(keyOf(vmId, name)) ?? null;
  }

  enqueue(token: number, item: Buffer): Status {
    const queue = this.#queues.get(token);
    if (queue === undefined) return Status.NotFound;
    if (!this.#allowance.take(item.length)) return Status.InternalFailure;
    queue.items.push(item);
    // Envoy posts the event to the registrant's thread; it never runs within the enqueuing call.
    setImmediate(() => queue.notify(token));
    return Status.Ok;
  }

  /** The oldest item, or the status that says why there is none. */
  dequeue(token: number): Buffer | Status {
    const queue = this.#queues.get(token);
    if (queue === undefined) return Status.NotFound;
    const item = queue.items.shift();
    if (item === undefined) return Status.Empty;
    this.#allowance.give(item.length);
    return item;
  }
}

function keyOf(vmId: string, name: string): string {
  return `${vmId}\0${name}`;
}
