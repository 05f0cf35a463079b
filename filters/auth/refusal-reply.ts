import { Flow, LocalReply, preferredMediaType, Request, splitText } from "sluice/sdk";
import { Authenticator } from "./authenticator";

const MEDIA_TYPES: string[] = ["application/json", "text/plain"];

/** Refuses requests: the words are of closed sets, and nothing of the request is repeated. */
@final
export class RefusalReply {
  constructor(private readonly realm: string) {}

  /**
   * 401 with a challenge for each scheme (RFC 9110 §11.6.1). RFC 6750 §3: no error code where no token was sent, `invalid_token` where one was;
   * `refused` is whose credentials were not good.
   */
  unauthorized(
    request: Request,
    authenticators: Array<Authenticator>,
    refused: Authenticator | null,
    reason: string,
  ): Flow {
    const reply = new LocalReply(401);
    let schemes = "";
    for (let i = 0; i < authenticators.length; ++i) {
      const scheme = authenticators[i].scheme;
      if (schemes.includes(scheme)) continue;
      schemes += scheme + " ";
      let challenge = scheme + ' realm="' + this.realm + '"';
      if (scheme == "Basic") challenge += ', charset="UTF-8"';
      if (refused !== null && scheme == "Bearer" && refused.scheme == scheme) {
        challenge += ', error="invalid_token", error_description="' + reason + '"';
      }
      reply.header("www-authenticate", challenge);
    }
    return send(request, reply, "unauthorized", reason);
  }

  /** 403 for a token that is not for this (RFC 6750 §3.1). */
  insufficientScope(request: Request, scope: string): Flow {
    let challenge = 'Bearer realm="' + this.realm + '", error="insufficient_scope"';
    if (scope.length > 0) challenge += ', scope="' + scope + '"';
    const reply = new LocalReply(403).header("www-authenticate", challenge);
    return send(request, reply, "forbidden", "insufficient scope");
  }

  /** 403 for whoever asks. */
  forbidden(request: Request, reason: string): Flow {
    return send(request, new LocalReply(403), "forbidden", reason);
  }

  /** 400 for a path that servers read in different ways: which rule it falls under can't be said. */
  ambiguousPath(request: Request): Flow {
    return send(request, new LocalReply(400), "bad request", "ambiguous path");
  }

  /** 503 where it can't be said who asks. */
  unavailable(request: Request, reason: string): Flow {
    return send(request, new LocalReply(503), "unavailable", reason);
  }
}

function send(request: Request, reply: LocalReply, error: string, reason: string): Flow {
  reply.details = "auth_" + splitText(reason, 0x20).join("_");
  if (preferredMediaType(request.headers.get("accept"), MEDIA_TYPES) == "text/plain") {
    return request.respond(reply.text(reason + "\n"));
  }
  return request.respond(reply.json('{"error":"' + error + '","reason":"' + reason + '"}'));
}
