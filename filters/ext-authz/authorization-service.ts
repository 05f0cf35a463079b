import { CalloutResponse, lowerCase, Request } from "sluice/sdk";
import { CheckRequest } from "./check-request";
import { AddedHeader, Service } from "./config";
import { Decision } from "./decision";
import { Fields } from "./fields";
import { HeaderNames } from "./header-names";

/** What there is of a request's body. */
@final
export class CheckedBody {
  constructor(
    readonly bytes: Uint8Array,
    /** Whether there is more that was not kept. */
    readonly isPartial: bool,
  ) {}
}

/** Says whether a body is whole, as Envoy's own ext_authz does. */
export const PARTIAL_BODY: string = "x-envoy-auth-partial-body";

/** Who decides about requests. */
export abstract class AuthorizationService {
  /** Envoy's cluster. */
  readonly cluster: string;
  /** How long it may take. */
  readonly timeoutMs: u32;
  private readonly hidden: HeaderNames;

  constructor(
    service: Service,
    private readonly added: Array<AddedHeader>,
  ) {
    this.cluster = service.cluster;
    this.timeoutMs = service.timeoutMs;
    this.hidden = new HeaderNames(service.disallowedHeaders);
  }

  /** What it is asked; null for a request that can't be put to it, whatever the reason: no path, or a body that is not what it says. */
  abstract ask(request: Request, body: CheckedBody | null): CheckRequest | null;

  /** What its answer means. */
  abstract judge(response: CalloutResponse): Decision;

  /** Takes the headers away that only it may set, from a request that passes. */
  removeOwn(request: Request): void {}

  /** Whether it is not to be told this header, whatever lists it. */
  protected hides(name: string): bool {
    return this.hidden.has(name);
  }

  protected addHeaders(fields: Fields): void {
    for (let i = 0; i < this.added.length; ++i) fields.set(lowerCase(this.added[i].name), this.added[i].value);
  }
}
