import { encodeText, JwtKeys, log, Plugin, splitText } from "sluice/sdk";
import { Provider } from "./config";
import { CredentialSource, credentialSources } from "./credential-source";
import { Faults } from "./faults";
import { JwksSource, Resumption, warnOfSkipped } from "./jwks-source";
import { JwtAuthenticator } from "./jwt-authenticator";

const SLASH: i32 = 0x2f;

const IS_SHORT: string = " is shorter than its hash (RFC 7518)";

/** Makes a `jwt` provider; null with a fault. Its `remote`, if it has one, is still to be opened. */
export function makeJwtAuthenticator(
  faults: Faults,
  provider: Provider,
  path: string,
  plugin: Plugin,
  resumption: Resumption,
): JwtAuthenticator | null {
  const sources = credentialSources(faults, provider, path);
  if (sources.length == 0) sources.push(new CredentialSource("header", "authorization", "Bearer", false));
  const uri = provider.jwksUri;
  const keys = new JwtKeys();
  if (!addKeys(faults, keys, provider, path)) return null;
  const hasKeys = keys.list.length > 0;
  if (hasKeys == (uri !== null)) {
    faults.set(path, "needs either jwks, pem or secret, or jwks_uri");
    return null;
  }
  let remote: JwksSource | null = null;
  if (uri !== null) {
    const cluster = provider.cluster;
    if (cluster === null) {
      faults.set(path + ".cluster", "is required with jwks_uri");
      return null;
    }
    const authority = splitText(uri, SLASH)[2];
    const target = "/" + uri.substring(uri.indexOf("//") + 3 + authority.length);
    const periodMs = <i64>provider.jwksSeconds * 1000;
    const outageMs = <i64>provider.jwksOutageSeconds * 1000;
    remote = new JwksSource(plugin, resumption, cluster, authority, target, periodMs, outageMs);
  }
  const made = new JwtAuthenticator(provider, sources, keys, remote);
  if (hasKeys && (keys.algorithms & made.policy.algorithms) == 0) {
    faults.set(path + ".algorithms", "has none that a key is good for");
  }
  return made;
}

function addKeys(faults: Faults, keys: JwtKeys, provider: Provider, path: string): bool {
  const jwks = provider.jwks;
  if (jwks !== null && !keys.addJwks(encodeText(jwks))) {
    faults.set(path + ".jwks", "is no JWK set with a usable key");
    return false;
  }
  warnOfSkipped(path, keys);
  if (keys.hasShortSecret) log.warn(path + ".jwks: a secret" + IS_SHORT);
  const pem = provider.pem;
  if (pem !== null && !keys.addPem(pem)) {
    faults.set(path + ".pem", "is no public key of RSA (2048 to 8192 bits), P-256, P-384 or Ed25519");
    return false;
  }
  const secret = provider.secret;
  return secret === null || addSecret(faults, keys, secret, provider.algorithms, path + ".secret");
}

/** Whether there are spaces and control characters at most. */
function isBlank(text: string): bool {
  for (let i = 0; i < text.length; ++i) if (text.charCodeAt(i) > 0x20) return false;
  return true;
}

/** Adds a shared secret that is more than white space. `algorithms` are those that are asked for by name. */
export function addSecret(
  faults: Faults,
  keys: JwtKeys,
  secret: string,
  algorithms: Array<string>,
  path: string,
): bool {
  if (isBlank(secret)) {
    faults.set(path, "must not be blank");
    return false;
  }
  const bytes = encodeText(secret);
  // RFC 7518 §3.2: as long as the hash.
  const least = algorithms.includes("HS512") ? 64 : algorithms.includes("HS384") ? 48 : 32;
  if (bytes.length < least) {
    log.warn(path + ":" + IS_SHORT);
  }
  keys.addSecret(bytes);
  return true;
}
