import { Status } from "../../assembly/shared/abi";
import { Bytes, resultBytes } from "../../assembly/bytes";
import { callForeignFunction as call } from "../../assembly/hostcalls/foreign-function";
import { payloadSize, placePayload } from "../payload";

/** What a foreign function of the host answered. */
@final
export class ForeignResult {
  /** @internal */
  constructor(
    /** `NotFound` when the host has no such function. */
    readonly status: Status,
    /** What it returned; lives until the callback returns. */
    readonly bytes: Bytes,
  ) {}
}

/**
 * Calls a function that the host offers beside the ABI. Those of Envoy have functions of their own here; this is for others.
 * `argument` is a string, `Uint8Array`, `ArrayBuffer` or `Bytes`. Not in top-level code. (ABI: `proxy_call_foreign_function`.)
 */
export function callForeignFunction<T>(name: string, argument: T): ForeignResult {
  const start = placePayload<T>(argument);
  const status = call(name, start, payloadSize());
  return new ForeignResult(status, resultBytes());
}
