import { quoteJson } from "../json/quote";
import { LocalReply } from "../local-reply";
import { preferredMediaType } from "./accept";

// @ts-ignore: decorator
@lazy
const PROBLEM: string = "application/problem+json";

// @ts-ignore: decorator
@inline
const ABOUT_BLANK: string = "about:blank";

// @ts-ignore: decorator
@lazy
const OFFERED: string[] = ["text/plain", PROBLEM, "application/json"];

/**
 * Gives a reply its body: `message` as text, or as a problem (RFC 9457) for a client whose `Accept` field prefers JSON.
 *
 * @param message what went wrong, in a few words; also what a gRPC client gets. The problem has it as `title` where it has a type, else
 * as `detail`: the title of `about:blank` would be the status' own phrase (RFC 9457 §4.2.1)
 * @param type the URI of the problem's type; without it the status says all
 * @param members further members of the problem, as JSON without braces: `"balance":30`
 * @example
 * const reply = new LocalReply(403).grpcStatus(GrpcStatus.PermissionDenied);
 * return request.respond(describeProblem(reply, request.headers.get("accept"), "Not from here"));
 */
export function describeProblem(
  reply: LocalReply,
  accept: string | null,
  message: string,
  type: string = ABOUT_BLANK,
  members: string = "",
): LocalReply {
  if (preferredMediaType(accept, OFFERED) == OFFERED[0]) return reply.text(message);
  const name = type == ABOUT_BLANK ? ',"detail":' : ',"title":';
  const known = '{"type":' + quoteJson(type) + name + quoteJson(message) + ',"status":' + reply.status.toString();
  return reply.content(PROBLEM, known + (members.length > 0 ? "," + members : "") + "}");
}
