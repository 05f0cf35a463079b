import { Counter, Flow, LocalReply, preferredMediaType, Request, splitText } from "sluice/sdk";
import { Authenticator, MORE_THAN_ONE } from "./authenticator";

const refused: Counter = new Counter("auth_refused", ["provider", "reason"]);

const MEDIA_TYPES: string[] = ["application/json", "text/plain"];

/** Refuses requests, and counts them: the words are of closed sets, and nothing of the request is repeated. */
@final
export class RefusalReply {
  constructor(private readonly realm: string) {}

  /**
   * 401 with a challenge for each scheme (RFC 9110 §11.6.1). RFC 6750 §3.1: no error code where no token was sent, `invalid_token` where one
   * was; 400 and `invalid_request` for several. `unwelcome` is whose credentials were not good.
   */
  unauthorized(request: Request, authenticators: Array<Authenticator>, unwelcome: Authenticator | null): Flow {
    const reason = unwelcome === null ? "missing token" : unwelcome.reason;
    const isRepeated = reason == MORE_THAN_ONE;
    const reply = new LocalReply(isRepeated ? 400 : 401);
    const schemes = new Array<string>();
    for (let i = 0; i < authenticators.length; ++i) {
      const scheme = authenticators[i].scheme;
      if (schemes.includes(scheme)) continue;
      schemes.push(scheme);
      let more = scheme == "Basic" ? ', charset="UTF-8"' : "";
      if (unwelcome !== null && scheme == "Bearer" && unwelcome.scheme == scheme) {
        more = ', error="invalid_' + (isRepeated ? "request" : "token") + '", error_description="' + reason + '"';
      }
      reply.header("www-authenticate", this.challenge(scheme) + more);
    }
    return send(request, reply, unwelcome, reason);
  }

  /** 403 for a token that is not for this (RFC 6750 §3.1). */
  insufficientScope(request: Request, authenticator: Authenticator, scope: string): Flow {
    let challenge = this.challenge("Bearer") + ', error="insufficient_scope"';
    if (scope.length > 0) challenge += ', scope="' + scope + '"';
    const reply = new LocalReply(403).header("www-authenticate", challenge);
    return send(request, reply, authenticator, "insufficient scope");
  }

  private challenge(scheme: string): string {
    return scheme + ' realm="' + this.realm + '"';
  }
}

/** Refuses without a challenge: whoever asks, and whatever with. */
export function refuse(request: Request, status: u32, authenticator: Authenticator | null, reason: string): Flow {
  return send(request, new LocalReply(status), authenticator, reason);
}

function send(request: Request, reply: LocalReply, authenticator: Authenticator | null, reason: string): Flow {
  const word = splitText(reason, 0x20).join("_");
  refused.increment(1, authenticator === null ? "none" : authenticator.name, word);
  reply.details = "auth_" + word;
  const type = preferredMediaType(request.headers.get("accept"), MEDIA_TYPES);
  const json = '{"error":"' + errorOf(reply.status) + '","reason":"' + reason + '"}';
  return request.respond(reply.content(type, type == "text/plain" ? reason + "\n" : json));
}

function errorOf(status: u32): string {
  if (status == 400) return "bad request";
  if (status == 401) return "unauthorized";
  return status == 403 ? "forbidden" : "unavailable";
}
