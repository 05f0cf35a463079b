import { quoteJson } from "../json/quote";
import { LocalReply } from "../local-reply";
import { preferredMediaType } from "./accept";

// @ts-ignore: decorator
@lazy
const PROBLEM: string = "application/problem+json";

// @ts-ignore: decorator
@lazy
const OFFERED: string[] = ["text/plain", PROBLEM, "application/json"];

/**
 * Gives a reply its body: `title` as text, or as a problem (RFC 9457) for a client whose `Accept` field prefers JSON.
 *
 * @param title what went wrong, in a few words; also what a gRPC client gets as message
 * @param type the URI of the problem's type; without it the status says all
 * @param members further members of the problem, as JSON without braces: `"balance":30`
 * @example
 * const reply = new LocalReply(403).grpcStatus(GrpcStatus.PermissionDenied);
 * return request.respond(describeProblem(reply, request.headers.get("accept"), "Not from here"));
 */
export function describeProblem(
  reply: LocalReply,
  accept: string | null,
  title: string,
  type: string = "about:blank",
  members: string = "",
): LocalReply {
  if (preferredMediaType(accept, OFFERED) == OFFERED[0]) return reply.text(title);
  const known = '{"type":' + quoteJson(type) + ',"title":' + quoteJson(title) + ',"status":' + reply.status.toString();
  return reply.content(PROBLEM, known + (members.length > 0 ? "," + members : "") + "}");
}
