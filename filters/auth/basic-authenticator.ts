import { decodeBase64, decodeText, TextMap } from "sluice/sdk";
import { Outcome } from "./authenticator";
import { Provider } from "./config";
import { CredentialSource } from "./credential-source";
import { NamedAuthenticator } from "./named-authenticator";
import { PasswordHash } from "./password-hash";

const CREDENTIALS_BYTES_MAX: i32 = 2048;

const COLON: u8 = 0x3a;

/** Accepts requests with the name and the password of a user (RFC 7617). */
@final
export class BasicAuthenticator extends NamedAuthenticator {
  /** There is one user at least. */
  constructor(
    provider: Provider,
    private readonly users: TextMap<PasswordHash>,
  ) {
    super(provider, "Basic", [new CredentialSource("header", "authorization", "Basic", false)]);
  }

  protected judge(start: usize, size: i32, isRetry: bool): Outcome {
    if (size > CREDENTIALS_BYTES_MAX) return this.refuse("malformed credentials");
    const base64 = new Uint8Array(size);
    memory.copy(base64.dataStart, start, size);
    const credentials = decodeBase64(base64);
    const colon = credentials === null ? -1 : credentials.indexOf(COLON);
    if (credentials === null || colon < 0) return this.refuse("malformed credentials");
    const user = decodeText(credentials.subarray(0, colon));
    const isKnown = this.users.has(user);
    // Somebody's hash is always made, so that the time does not tell which users there are.
    const expected = isKnown ? this.users.get(user) : this.users.values()[0];
    const isRight = expected.matches(credentials.subarray(colon + 1));
    if (!isKnown || !isRight) return this.refuse("wrong user or password");
    this.somebody = user;
    return Outcome.Accepted;
  }
}
