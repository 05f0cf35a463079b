import { Status } from "../shared/abi";
import { callForeignFunction } from "../hostcalls/foreign-function";
import { mayAnswer } from "./current";

/** The function of Envoy's that does it. */
// @ts-ignore: decorator
@lazy
export const CLEAR_ROUTE_CACHE: string = "clear_route_cache";

/** Has the host choose the route anew. `BadArgument` where the stream is over, and Envoy would look for it. */
export function clearRouteCache(): Status {
  return mayAnswer() ? callForeignFunction(CLEAR_ROUTE_CACHE, 0, 0) : Status.BadArgument;
}
