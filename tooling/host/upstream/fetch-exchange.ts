import type { Callout, CalloutExchange } from "./callout-transport.js";
import { HeaderMap } from "../http/header-map.js";
import { requestOf } from "../http/fetch-message.js";

/** Callouts answered by a function of the Fetch kind. */
export function fetchExchange(
  handler: (cluster: string, request: Request) => Response | Promise<Response>,
): CalloutExchange {
  return async (callout: Callout) => {
    const response = await handler(callout.cluster, requestOf(callout.headers, callout.body));
    const body = Buffer.from(await response.arrayBuffer());
    const headers = new HeaderMap("response", [[":status", String(response.status)], ...response.headers]);
    return { headers, body, trailers: null };
  };
}
