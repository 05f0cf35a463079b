import { describeProblem, Flow, GrpcStatus, LocalReply, Request } from "sluice/sdk";
import { Rule } from "./rule";
import { toSeconds } from "./seconds";

/** The problem type of draft-ietf-httpapi-ratelimit-headers-10. */
const QUOTA_EXCEEDED: string = "https://iana.org/assignments/http-problem-types#quota-exceeded";

/** 429 (RFC 6585 §4) with `Retry-After`; to gRPC clients RESOURCE_EXHAUSTED. */
export function refuseLimited(request: Request, rule: Rule): Flow {
  const reply = new LocalReply(429).grpcStatus(GrpcStatus.ResourceExhausted);
  reply.details = "rate_limited_" + rule.name;
  reply.header("retry-after", max<u64>(toSeconds(rule.limiter.resetNs), 1).toString());
  const members = '"violated-policies":["' + rule.name + '"]';
  const accept = request.headers.get("accept");
  return request.respond(describeProblem(reply, accept, "Too many requests", QUOTA_EXCEEDED, members));
}

/** 503: the request could not be counted, and uncounted ones do not pass. */
export function refuseUncounted(request: Request, rule: Rule): Flow {
  const reply = new LocalReply(503).grpcStatus(GrpcStatus.Unavailable);
  reply.details = "rate_limit_failed_" + rule.name;
  return request.respond(describeProblem(reply, request.headers.get("accept"), "Service unavailable"));
}
