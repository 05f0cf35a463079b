import type { HeaderMap } from "../http/header-map.js";
import type { StreamInfo } from "./stream-info.js";

/** What properties are read of: a context, which is of a plugin and may have a stream. */
export interface PropertySource {
  readonly plugin: { readonly name: string; readonly rootId: string } | null;
  readonly vm: { readonly vmId: string };
  /** Null outside a stream. */
  readonly streamInfo: StreamInfo | null;
  readonly connectionId: number | null;
  readonly requestHeaders: HeaderMap | null;
  readonly responseHeaders: HeaderMap | null;
  readonly responseTrailers: HeaderMap | null;
}
