import { Status } from "../../../assembly/shared/abi.js";
import type { StateAllowance } from "./state-allowance.js";

/** One value of the shared data and its compare-and-swap number. */
export interface SharedValue {
  readonly value: Buffer;
  readonly cas: number;
}

/** The shared data of a host: one key space a `vm_id`, seen by all VMs that carry it. */
export class SharedDataStore {
  readonly #spaces = new Map<string, Map<string, SharedValue>>();
  readonly #allowance: StateAllowance;
  #nextCas = 1;

  constructor(allowance: StateAllowance) {
    this.#allowance = allowance;
  }

  get(vmId: string, key: string): SharedValue | null {
    return this.#spaces.get(vmId)?.get(key) ?? null;
  }

  /** Keys are strings of one byte a character, like all strings of guests. */
  keys(vmId: string): string[] {
    return [...(this.#spaces.get(vmId)?.keys() ?? [])];
  }

  /** `cas` 0 always writes; another number must be that of the present value. On an absent key any number succeeds. */
  set(vmId: string, key: string, value: Buffer, cas: number): Status {
    const space = this.#spaces.get(vmId) ?? new Map<string, SharedValue>();
    const present = space.get(key);
    if (present !== undefined && cas !== 0 && cas !== present.cas) return Status.CasMismatch;
    const hasRoom =
      present === undefined
        ? this.#allowance.take(key.length + value.length)
        : this.#allowance.replace(present.value.length, value.length);
    if (!hasRoom) return Status.InternalFailure;
    space.set(key, { value, cas: this.#takeCas() });
    this.#spaces.set(vmId, space);
    return Status.Ok;
  }

  #takeCas(): number {
    const cas = this.#nextCas;
    this.#nextCas = (cas + 1) >>> 0 || 1;
    return cas;
  }
}
