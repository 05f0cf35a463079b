import { Http2Upstream } from "./http2-upstream.js";
import { HttpUpstream } from "./http-upstream.js";
import type { Upstream } from "./upstream.js";

/** The upstream at an origin: HTTP/1.1 for `http:` and `https:`, HTTP/2 for `grpc:` and `grpcs:`. */
function upstreamAt(origin: string): Upstream {
  return origin.startsWith("grpc") ? new Http2Upstream(origin) : new HttpUpstream(origin);
}

/** The clusters that callouts go to, by name. */
export class Clusters {
  readonly #upstreams: ReadonlyMap<string, Upstream>;

  /** @param origins cluster name → origin */
  constructor(origins: Readonly<Record<string, string>>) {
    this.#upstreams = new Map(Object.entries(origins).map(([name, origin]) => [name, upstreamAt(origin)]));
  }

  get(name: string): Upstream | null {
    return this.#upstreams.get(name) ?? null;
  }

  /** Closes the connections to all of them. */
  close(): void {
    for (const upstream of this.#upstreams.values()) upstream.close();
  }
}
