import {
  CidrSet,
  clientAddress,
  Counter,
  describeProblem,
  Flow,
  GrpcStatus,
  HttpFilter,
  LocalReply,
  Request,
} from "sluice/sdk";

const refused = new Counter("ip_restriction_refused_total", ["mode"]);

/** Lets a request pass when its client's address is not denied, and is allowed where anything is. */
@final
export class IpRestrictionFilter extends HttpFilter {
  constructor(
    private readonly allow: CidrSet,
    private readonly deny: CidrSet,
    private readonly trustedHops: i32,
    private readonly isShadow: bool,
  ) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const address = clientAddress(request.headers, this.trustedHops);
    // An address that can't be read is on no list, so nothing says that it is not denied.
    const isAllowed = address !== null && !this.deny.has(address) && (this.allow.isEmpty || this.allow.has(address));
    if (isAllowed) return Flow.Continue;
    refused.increment(1, this.isShadow ? "shadow" : "enforced");
    if (this.isShadow) return Flow.Continue;
    const reply = new LocalReply(403).grpcStatus(GrpcStatus.PermissionDenied);
    reply.details = "ip_restricted";
    return request.respond(describeProblem(reply, request.headers.get("accept"), "Forbidden"));
  }
}
