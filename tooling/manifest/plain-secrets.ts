import type { JsonValue } from "../../istio/index.js";
import { property } from "./find-marked.js";

/** Keys whose values are secrets by every convention: the word comes last, so that `token_header` is none. */
const SECRET_KEY =
  /(?:^|[_.-]|(?<=[a-z0-9])(?=[A-Z]))(?:secret|password|passwd|passphrase|credentials?|token|(?:api|private|signing|hmac|secret)[_.-]?key)s?$/i;

/** Whether a key is called like a secret. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key);
}

/**
 * JSON paths of what is secret in a configuration: what its schema marks `writeOnly`, or what is named like a secret. Never
 * the values.
 *
 * @example
 * findSecrets({ jwt_secret: "…", token_header: "Authorization" }) // ["$.jwt_secret"]
 */
export function findSecrets(value: JsonValue, schema: unknown = null, path = "$"): string[] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) {
    const items = property(schema, "items");
    return value.flatMap((item: JsonValue, index) => findSecrets(item, items, `${path}[${index}]`));
  }
  const properties = property(schema, "properties");
  return Object.entries(value).flatMap(([key, item]) => {
    const at = `${path}.${key}`;
    const itemSchema = property(properties, key);
    // A variable of the VM's environment is no secret in plain text.
    if (isVariable(item)) return [];
    const isSecret = property(itemSchema, "writeOnly") === true || isSecretKey(key);
    return isSecret && item !== "" && typeof item !== "boolean" && typeof item !== "number" && item !== null
      ? [at]
      : findSecrets(item, itemSchema, at);
  });
}

/** `{"env": "NAME"}` and nothing else; or keys that anyone may know, which may stand where secrets do. */
function isVariable(value: JsonValue): boolean {
  if (typeof value === "string") return isPublicKeySet(value);
  return typeof property(value, "env") === "string" && Object.keys(value ?? {}).length === 1;
}

/** Whether a text is a JWK set or a JWK (RFC 7517) without any shared secret or private key. */
function isPublicKeySet(text: string): boolean {
  try {
    const document = JSON.parse(text) as unknown;
    const keys = property(document, "keys") ?? [document];
    return (
      Array.isArray(keys) &&
      keys.every(
        (key) => ["RSA", "EC", "OKP"].includes(String(property(key, "kty"))) && property(key, "d") === undefined,
      )
    );
  } catch {
    return false;
  }
}
