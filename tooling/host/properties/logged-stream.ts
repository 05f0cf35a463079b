import type { HeaderMap } from "../http/header-map.js";
import type { StreamInfo } from "./stream-info.js";

/** An HTTP stream or a TCP connection as access logs see it at its end: headers that were let go as well. */
export interface LoggedStream {
  readonly info: StreamInfo;
  readonly requestHeaders: HeaderMap | null;
  readonly responseHeaders: HeaderMap | null;
  readonly responseTrailers: HeaderMap | null;
}
