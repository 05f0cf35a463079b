/** The methods of RFC 9110 and RFC 5789: what a client makes up beyond them must not become a series that Envoy never forgets. */
const METHODS: string[] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

const STATUS_CLASSES: string[] = ["none", "1xx", "2xx", "3xx", "4xx", "5xx"];

/** The method, `other` for one that is not registered, `none` where no request was read. */
export function methodLabel(method: string | null): string {
  if (method === null || method.length == 0) return "none";
  return METHODS.includes(method) ? method : "other";
}

/** `2xx` and the like, `none` where the stream ended without a response. */
export function statusClassLabel(status: i64): string {
  return status < 100 || status > 599 ? "none" : STATUS_CLASSES[<i32>(status / 100)];
}
