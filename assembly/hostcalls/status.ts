import { Status } from "../shared/abi";
import { clearResult, RESULT_NUMBER, RESULT_SIZE, RESULT_START } from "../memory";
import { proxy_get_status } from "../imports";

/** Fetches the status of the callout that is being answered: its code into `statusCode()`, its message into the result. */
export function getStatus(): Status {
  clearResult();
  store<u32>(RESULT_NUMBER, 0);
  return proxy_get_status(RESULT_NUMBER, RESULT_START, RESULT_SIZE);
}

/** The code that came with the last `getStatus`: a gRPC status, or `Status.BrokenConnection` for an HTTP callout that was reset. */
// @ts-ignore: decorator
@inline
export function statusCode(): u32 {
  return load<u32>(RESULT_NUMBER);
}
