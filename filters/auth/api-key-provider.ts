import { TextMap } from "sluice/sdk";
import { ApiKeyAuthenticator } from "./api-key-authenticator";
import { Provider } from "./config";
import { credentialSources } from "./credential-source";
import { Faults, itemPath } from "./faults";

/** Makes an `api_key` provider. */
export function makeApiKeyAuthenticator(faults: Faults, provider: Provider, path: string): ApiKeyAuthenticator {
  const sources = credentialSources(faults, provider, path);
  const owners = new TextMap<string>();
  for (let i = 0; i < provider.keys.length; ++i) {
    const key = provider.keys[i];
    if (owners.has(key.sha256)) faults.set(itemPath(path, "keys", i) + ".sha256", "is that of another key");
    owners.set(key.sha256, key.name);
  }
  return new ApiKeyAuthenticator(provider, sources, owners);
}
