import { Flow, GrpcStatus, LocalReply, preferredMediaType, Request } from "sluice/sdk";
import { Rule } from "./rule";
import { toSeconds } from "./seconds";

const PROBLEM: string = "application/problem+json";

const OFFERED: string[] = ["text/plain", PROBLEM, "application/json"];

const TITLE: string = "Too many requests";

/** 429 (RFC 6585 §4) with `Retry-After`; to gRPC clients RESOURCE_EXHAUSTED. */
export function refuseLimited(request: Request, rule: Rule): Flow {
  const reply = new LocalReply(429).grpcStatus(GrpcStatus.ResourceExhausted);
  reply.details = "rate_limited_" + rule.name;
  reply.header("retry-after", max<u64>(toSeconds(rule.limiter.resetNs), 1).toString());
  // The problem type is that of draft-ietf-httpapi-ratelimit-headers-10.
  const type = "https://iana.org/assignments/http-problem-types#quota-exceeded";
  return respond(request, reply, type, TITLE, '"violated-policies":["' + rule.name + '"]');
}

/** 503: the request could not be counted, and uncounted ones do not pass. */
export function refuseUncounted(request: Request, rule: Rule): Flow {
  const reply = new LocalReply(503).grpcStatus(GrpcStatus.Unavailable);
  reply.details = "rate_limit_failed_" + rule.name;
  return respond(request, reply, "about:blank", "Service unavailable", "");
}

/** Answers as text, or as a problem (RFC 9457) for who prefers JSON. */
function respond(request: Request, reply: LocalReply, type: string, title: string, extension: string): Flow {
  if (preferredMediaType(request.headers.get("accept"), OFFERED) == OFFERED[0]) {
    return request.respond(reply.text(title + "\n"));
  }
  const members = '{"type":"' + type + '","title":"' + title + '","status":' + reply.status.toString();
  const body = members + (extension.length > 0 ? "," + extension : "") + "}";
  return request.respond(reply.content(PROBLEM, body));
}
