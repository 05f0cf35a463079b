import type { JsonValue } from "../../istio/index.js";
import { isSecretKey } from "./plain-secrets.js";

/** Fields of our objects below which text can be a secret: configurations, variables, and what is kept of a former object. */
const MAY_BE_SECRET =
  /(?:^|\.|\])(?:pluginConfig|defaultConfig|configuration|env|environment_variables|annotations|data|binaryData|stringData)(?=[.[]|$)|\.(?:wasm|matchRules)\[\d+\]\.config(?=[.[]|$)/;
const LENGTH_MAX = 200;

/**
 * What of a value at a path of an object may be shown to whoever reads a log; undefined where it could be a secret, or is too long to be
 * read. Of a URL the query is left out, which may hold a token.
 */
export function shownValue(path: string, value: JsonValue): JsonValue | undefined {
  if (path.split(/[.[\]"]+/).some(isSecretKey)) return undefined;
  if (typeof value === "object" && value !== null) return undefined;
  if (typeof value !== "string") return value;
  if (MAY_BE_SECRET.test(path) || value.length > LENGTH_MAX) return undefined;
  return /^[a-z]+:\/\//.test(value) ? value.replace(/\/\/[^/@]*@/, "//…@").replace(/\?.*$/s, "?…") : value;
}
