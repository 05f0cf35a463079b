/** What Envoy's own attributes begin with, but for those whose further names have dots. */
// @ts-ignore: decorator
@lazy
const ROOTS: StaticArray<string> = ["request", "response", "source", "destination", "connection", "upstream", "xds"];

/**
 * The path of an attribute that a configuration names, for `getProperty`: as Envoy's documentation writes it, with dots (`request.useragent`,
 * `request.headers.x-tenant`, `filter_state.wasm.user`, or `wasm.user` for short); or with a `/` between the segments, which those with dots
 * in a name need: `metadata/filter_metadata/envoy.filters.http.jwt_authn/payload/sub`. Null for dots of which nobody can tell what they part.
 *
 * @example
 * const path = attributePath("request.headers.x-tenant"); // as a configuration names it
 * if (path === null) return new Refusal("$.attribute: write / between the segments");
 */
export function attributePath(name: string): string | null {
  if (name.includes("/")) return name.replaceAll("/", "\0");
  const dot = name.indexOf(".");
  if (dot < 0) return name;
  const root = name.substring(0, dot);
  const rest = name.substring(dot + 1);
  if (root == "wasm") return "filter_state\0" + name;
  if (root == "filter_state" || root == "upstream_filter_state") return root + "\0" + rest;
  if (!ROOTS.includes(root)) return null;
  const next = rest.indexOf(".");
  if (next < 0) return root + "\0" + rest;
  const map = rest.substring(0, next);
  return map == "headers" || map == "trailers" ? root + "\0" + map + "\0" + rest.substring(next + 1) : null;
}
