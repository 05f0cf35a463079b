import { Flow, HttpFilter, LocalReply, Request, Response, varyBy } from "sluice/sdk";
import { CorsPolicy } from "./cors-policy";

/** What an upstream says of CORS itself does not count: the gateway decides. */
const DECIDED_HERE: string[] = [
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-expose-headers",
];

/** Answers preflights, and writes into other answers who may read them. */
@final
export class CorsFilter extends HttpFilter {
  private origin: string | null = null;
  private isAnswered: bool = false;

  constructor(private readonly policy: CorsPolicy) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const origin = request.headers.get("origin");
    if (origin === null) return Flow.Continue;
    const isAllowed = this.policy.origins.has(origin);
    if (request.method == "OPTIONS" && request.headers.has("access-control-request-method")) {
      this.isAnswered = true;
      return answerPreflight(request, isAllowed ? origin : null, this.policy);
    }
    if (isAllowed) this.origin = origin;
    return Flow.Continue;
  }

  onResponseHeaders(response: Response): Flow {
    if (this.isAnswered) return Flow.Continue;
    const headers = response.headers;
    for (let i = 0; i < DECIDED_HERE.length; ++i) headers.delete(DECIDED_HERE[i]);
    // Also where no origin was sent: a cache would give that answer to a page, too.
    if (this.policy.varies) varyBy(headers, "Origin");
    const origin = this.origin;
    if (origin === null) return Flow.Continue;
    const fields: string[] = [];
    this.policy.allowOrigin(origin, fields);
    this.policy.expose(fields);
    for (let i = 0; i < fields.length; i += 2) headers.set(fields[i], fields[i + 1]);
    return Flow.Continue;
  }
}

/** 204 with what is allowed; 403 without it for an origin that is not. */
function answerPreflight(request: Request, origin: string | null, policy: CorsPolicy): Flow {
  const reply = new LocalReply(origin === null ? 403 : 204);
  reply.details = origin === null ? "cors_origin_refused" : "cors_preflight";
  reply.header("vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
  if (origin !== null) {
    const fields: string[] = [];
    policy.allowOrigin(origin, fields);
    policy.allowRequest(request.headers, fields);
    for (let i = 0; i < fields.length; i += 2) reply.header(fields[i], fields[i + 1]);
  }
  return request.respond(reply);
}
