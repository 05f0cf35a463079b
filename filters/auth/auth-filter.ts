import {
  Bytes,
  describeJwtReason,
  Flow,
  HttpFilter,
  JwtKeys,
  JwtPolicy,
  JwtReason,
  LocalReply,
  lowerCase,
  nowSeconds,
  quoteJson,
  Request,
  verifyJwtAt,
} from "sluice/sdk";
import { PathList } from "./path-list";

/** Lets a request pass that has a valid token, or that goes to an allowed path; answers any other with 401. */
@final
export class AuthFilter extends HttpFilter {
  constructor(
    private readonly keys: JwtKeys,
    private readonly policy: JwtPolicy,
    private readonly tokenHeader: string,
    private readonly allowedPaths: PathList,
  ) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    if (this.allowedPaths.matches(request.path)) return Flow.Continue;
    const values = request.headers.getAll(this.tokenHeader);
    // With two tokens, the upstream might act on the one that was not looked at.
    if (values.length > 1) return refuse(request, "invalid_token", "more than one token");
    if (values.length == 0) return refuse(request, "", "missing token");
    const token = withoutScheme(values[0]);
    if (token.byteLength == 0) return refuse(request, "", "missing token");
    const now = nowSeconds();
    // A host without a clock answers 0, at which no token has expired yet.
    if (now == 0) return refuse(request, "invalid_token", "no clock");
    const result = verifyJwtAt(token.dataStart, token.byteLength, this.keys, this.policy, now);
    if (result.reason == JwtReason.None) return Flow.Continue;
    return refuse(request, "invalid_token", describeJwtReason(result.reason));
  }
}

/** The credentials without `Bearer ` (RFC 9110 §11.1: the scheme is matched without case), and without white space around them. */
function withoutScheme(value: Bytes): Bytes {
  let start = skipSpaces(value, 0);
  const scheme = value.subarray(start, start + 6).toString();
  if (lowerCase(scheme) == "bearer" && (value.at(start + 6) == 0x20 || value.byteLength == start + 6)) {
    start = skipSpaces(value, start + 6);
  }
  return value.subarray(start);
}

function skipSpaces(value: Bytes, from: i32): i32 {
  while (value.at(from) == 0x20 || value.at(from) == 0x09) ++from;
  return from;
}

/** RFC 6750 §3: no error code where no token was sent, `invalid_token` where one was; the token itself is never repeated. */
function refuse(request: Request, error: string, reason: string): Flow {
  let challenge = 'Bearer realm="sluice"';
  if (error.length > 0) challenge += ', error="' + error + '", error_description="' + reason + '"';
  const reply = new LocalReply(401).header("www-authenticate", challenge);
  reply.details = "auth_" + reason.replaceAll(" ", "_");
  return request.respond(reply.json('{"error":"unauthorized","reason":' + quoteJson(reason) + "}"));
}
