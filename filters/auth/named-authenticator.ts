import { Request } from "sluice/sdk";
import { Authenticator } from "./authenticator";
import { CredentialSource } from "./credential-source";

/** Vouches for somebody by name, and tells it to the upstream. */
export abstract class NamedAuthenticator extends Authenticator {
  /** Who was accepted last. */
  protected somebody: string = "";

  constructor(name: string, scheme: string, sources: Array<CredentialSource>, nameHeader: string | null) {
    super(name, scheme, sources);
    if (nameHeader !== null) this.forwarded.push(nameHeader);
  }

  forward(request: Request): void {
    for (let i = 0; i < this.forwarded.length; ++i) request.headers.set(this.forwarded[i], this.somebody);
  }
}
