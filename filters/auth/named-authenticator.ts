import { Request } from "sluice/sdk";
import { Authenticator } from "./authenticator";
import { Provider } from "./config";
import { CredentialSource } from "./credential-source";

/** Vouches for somebody by name, and tells it to the upstream. */
export abstract class NamedAuthenticator extends Authenticator {
  /** Who was accepted last. */
  protected somebody: string = "";

  private readonly nameHeader: string | null;

  constructor(provider: Provider, scheme: string, sources: Array<CredentialSource>) {
    super(provider.name, scheme, sources, provider.forward);
    this.nameHeader = provider.nameHeader;
  }

  forward(request: Request): void {
    const header = this.nameHeader;
    if (header !== null) request.headers.set(header, this.somebody);
  }
}
