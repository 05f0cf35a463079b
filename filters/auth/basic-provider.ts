import { TextMap } from "sluice/sdk";
import { BasicAuthenticator } from "./basic-authenticator";
import { Provider } from "./config";
import { Faults, itemPath } from "./faults";
import { PasswordHash } from "./password-hash";

/** Makes a `basic` provider, which has one user at least. */
export function makeBasicAuthenticator(faults: Faults, provider: Provider, path: string): BasicAuthenticator {
  const users = new TextMap<PasswordHash>();
  for (let i = 0; i < provider.users.length; ++i) {
    const user = provider.users[i];
    const at = itemPath(path, "users", i);
    const hash = PasswordHash.parse(user.password);
    if (hash === null) {
      faults.set(at + ".password", "must be sha256$SALT$HEX: a slow hash such as bcrypt would hold up a worker");
    } else {
      if (users.has(user.name)) faults.set(at + ".name", "is that of another user");
      users.set(user.name, hash);
    }
  }
  return new BasicAuthenticator(provider, users);
}
