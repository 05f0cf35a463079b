/** Looks at a request's body part by part, without keeping it, and refuses it as soon as a forbidden word appears in it. */
import { Bytes, Flow, HttpFilter, LocalReply, register, Request } from "sluice/sdk";

const FORBIDDEN: string = "forbidden";

/** Finds a word in bytes that come in parts: it has to remember only how much of the word it has seen. */
class Scanner {
  private matched: i32 = 0;

  /** Whether the word ends in this part. Right for a word in which the first letter stands only once. */
  found(part: Bytes): bool {
    for (let i = 0; i < part.byteLength; ++i) {
      const octet = part.at(i);
      if (octet != FORBIDDEN.charCodeAt(this.matched)) this.matched = 0;
      if (octet == FORBIDDEN.charCodeAt(this.matched)) ++this.matched;
      if (this.matched == FORBIDDEN.length) return true;
    }
    return false;
  }
}

class BodyScan extends HttpFilter {
  private readonly scanner: Scanner = new Scanner();

  onRequestBody(request: Request): Flow {
    const part = request.body.bytes();
    if (part === null || this.scanner.found(part)) {
      return request.respond(new LocalReply(403).text("this body is not welcome\n"));
    }
    return Flow.Continue;
  }
}
register("body-scan", () => new BodyScan());
