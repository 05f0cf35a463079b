import { BasicAuthenticator } from "./basic-authenticator";
import { Provider } from "./config";
import { Faults } from "./faults";
import { PasswordHash } from "./password-hash";

/** What somebody unknown is measured by: no password has this digest. */
const NOBODY: string = "sha256$$0000000000000000000000000000000000000000000000000000000000000000";

/** Makes a `basic` provider; null with a fault. */
export function makeBasicAuthenticator(faults: Faults, provider: Provider, path: string): BasicAuthenticator | null {
  const users = new Map<string, PasswordHash>();
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
  const isSlow =
    password.startsWith("$2") ||
    password.startsWith("$argon2") ||
    password.startsWith("$scrypt") ||
    password.startsWith("$7$") ||
    password.startsWith("$5$") ||
    password.startsWith("$6$") ||
    password.startsWith("$y$") ||
    password.startsWith("pbkdf2");
  return isSlow
    ? "is a slow hash, which would hold up a worker for every request: use sha256$SALT$HEX with a long random password"
    : "must be sha256$SALT$HEX";
}
