import { TextMap } from "sluice/sdk";
import { BasicAuthenticator } from "./basic-authenticator";
import { Provider } from "./config";
import { Faults } from "./faults";
import { PasswordHash } from "./password-hash";

/** What somebody unknown is measured by: no password has this digest. */
const NOBODY: string = "sha256$$0000000000000000000000000000000000000000000000000000000000000000";

/** How those begin. */
const SLOW: StaticArray<string> = ["$2", "$argon2", "$scrypt", "$7$", "$5$", "$6$", "$y$", "pbkdf2"];

/** Makes a `basic` provider; null with a fault. */
export function makeBasicAuthenticator(faults: Faults, provider: Provider, path: string): BasicAuthenticator | null {
  const users = new TextMap<PasswordHash>();
  const nobody = PasswordHash.parse(NOBODY);
  for (let i = 0; i < provider.users.length; ++i) {
    const user = provider.users[i];
    const at = path + ".users[" + i.toString() + "]";
    const hash = PasswordHash.parse(user.password);
    if (hash === null) faults.set(at + ".password", whyNot(user.password));
    else users.set(user.name, hash);
    if (user.name.includes(":")) faults.set(at + ".name", "must have no colon");
  }
  if (faults.refusal !== null || nobody === null) return null;
  return new BasicAuthenticator(provider.name, users, nobody, provider.nameHeader);
}

function whyNot(password: string): string {
  let isSlow: bool = false;
  for (let i = 0; i < SLOW.length; ++i) isSlow = isSlow || password.startsWith(unchecked(SLOW[i]));
  return isSlow
    ? "is a slow hash, which would hold up a worker for every request: use sha256$SALT$HEX with a long random password"
    : "must be sha256$SALT$HEX";
}
