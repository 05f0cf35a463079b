import { encodeText, JwtKeys, JwtPolicy, jwtAlgorithmOf, log, Plugin } from "sluice/sdk";
import { Provider } from "./config";
import { CredentialSource, credentialSources } from "./credential-source";
import { Faults } from "./faults";
import { JwksSource, Resumption } from "./jwks-source";
import { JwtAuthenticator } from "./jwt-authenticator";
import { TokenCache } from "./token-cache";

/** RFC 7518 §3.2: a key at least as long as the hash, here that of HS256. */
const SECRET_BYTES_MIN: i32 = 32;

/** Makes a `jwt` provider; null with a fault. Its `remote`, if it has one, is still to be opened. */
export function makeJwtAuthenticator(
  faults: Faults,
  provider: Provider,
  path: string,
  plugin: Plugin,
  resumption: Resumption,
): JwtAuthenticator | null {
  const policy = policyOf(provider);
  const sources = credentialSources(provider.sources);
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
    const isUrl = uri.startsWith("https://") || uri.startsWith("http://");
    if (!isUrl) faults.set(path + ".jwks_uri", "must be an http or https URL");
    if (cluster === null) faults.set(path + ".cluster", "is required with jwks_uri");
    if (!isUrl || cluster === null) return null;
    const period = <i64>provider.jwksSeconds * 1000;
    const host = uri.indexOf("//") + 2;
    const slash = uri.indexOf("/", host);
    const authority = slash < 0 ? uri.substring(host) : uri.substring(host, slash);
    remote = new JwksSource(plugin, resumption, cluster, authority, slash < 0 ? "/" : uri.substring(slash), period);
  } else if ((keys.algorithms & policy.algorithms) == 0) {
    faults.set(path + ".algorithms", "has none that a key is good for");
    return null;
  }
  const cache = new TokenCache(provider.cachedTokens);
  const own = hasKeys ? keys : null;
  const headers = provider.claimHeaders;
  return new JwtAuthenticator(provider.name, sources, own, remote, policy, cache, headers, provider.claimStates);
}

function policyOf(provider: Provider): JwtPolicy {
  const policy = new JwtPolicy();
  policy.issuers = provider.issuers;
  policy.audiences = provider.audiences;
  policy.types = provider.types;
  policy.requiredClaims = provider.requiredClaims;
  if (provider.algorithms.length > 0) policy.algorithms = 0;
  for (let i = 0; i < provider.algorithms.length; ++i) policy.algorithms |= jwtAlgorithmOf(provider.algorithms[i]);
  policy.leewaySeconds = <f64>provider.leewaySeconds;
  return policy;
}

function addKeys(faults: Faults, keys: JwtKeys, provider: Provider, path: string): bool {
  const jwks = provider.jwks;
  if (jwks !== null && !keys.addJwks(jwks)) {
    faults.set(path + ".jwks", "is no JWK set with a usable key");
    return false;
  }
  if (keys.skipped > 0) log.warn(path + ".jwks: " + keys.skipped.toString() + " keys can't be used and are skipped");
  const pem = provider.pem;
  if (pem !== null && !keys.addPem(pem)) {
    faults.set(path + ".pem", "is no public key of RSA (2048 to 8192 bits), P-256 or P-384");
    return false;
  }
  const secret = provider.secret;
  return secret === null || addSecret(faults, keys, secret, path + ".secret");
}

/** Whether there are spaces and control characters at most. */
function isBlank(text: string): bool {
  for (let i = 0; i < text.length; ++i) if (text.charCodeAt(i) > 0x20) return false;
  return true;
}

/** Adds a shared secret that is more than white space. */
export function addSecret(faults: Faults, keys: JwtKeys, secret: string, path: string): bool {
  if (isBlank(secret)) {
    faults.set(path, "must hold more than white space");
    return false;
  }
  const bytes = encodeText(secret);
  if (bytes.length < SECRET_BYTES_MIN) {
    log.warn(path + ": shorter than the 32 bytes that RFC 7518 asks for; it can be guessed from one token");
  }
  keys.addSecret(bytes);
  return true;
}
