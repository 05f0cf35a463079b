import {
  CidrSet,
  clientAddress,
  describeProblem,
  Flow,
  GrpcStatus,
  HttpFilter,
  LocalReply,
  matchesAnyPathPrefix,
  normalizePath,
  Request,
} from "sluice/sdk";
import { MaintenanceConfig } from "./config";

/** Answers 503 to all but those who pass. */
@final
export class MaintenanceFilter extends HttpFilter {
  constructor(
    private readonly config: MaintenanceConfig,
    private readonly allow: CidrSet,
  ) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    if (this.isOpen(request.path) || this.isAllowed(request)) return Flow.Continue;
    const reply = new LocalReply(503).grpcStatus(GrpcStatus.Unavailable).header("cache-control", "no-store");
    reply.details = "maintenance";
    const retryAfter = this.config.retryAfterSeconds;
    if (retryAfter > 0) reply.header("retry-after", retryAfter.toString());
    return request.respond(describeProblem(reply, request.headers.get("accept"), this.config.message));
  }

  private isAllowed(request: Request): bool {
    if (this.allow.isEmpty) return false;
    const address = clientAddress(request.headers, <i32>this.config.trustedHops);
    return address !== null && this.allow.has(address);
  }

  /** A path that servers read in different ways is never open. */
  private isOpen(path: string): bool {
    const paths = this.config.allowPaths;
    if (paths.length == 0) return false;
    const normalized = normalizePath(path);
    return normalized !== null && matchesAnyPathPrefix(normalized, paths);
  }
}
