import { Flow, HttpFilter, Request } from "sluice/sdk";
import { ContentDigest } from "./content-digest";
import { Gate } from "./gate";

/** Verifies one request, and its body where it is to. */
@final
export class HmacSignatureFilter extends HttpFilter {
  private digest: ContentDigest | null = null;
  private accept: string | null = null;

  constructor(private readonly gate: Gate) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const gate = this.gate;
    if (gate.needsNone(request)) return gate.admit(request, "");
    const verifier = gate.verifier;
    const accept = request.headers.get("accept");
    if (!verifier.verify(request)) return gate.refuse(request, verifier.status, verifier.reason, accept);
    this.digest = verifier.digest;
    if (this.digest !== null) this.accept = accept;
    return gate.admit(request, verifier.keyid);
  }

  requestBodyLimit(): u32 {
    return this.digest === null ? 0 : this.gate.bodyBytesMax;
  }

  onWholeRequestBody(request: Request): Flow {
    const digest = this.digest;
    const body = request.body.bytes();
    if (digest === null || body === null) return this.refuse(request, 413, "body too large");
    if (!digest.matches(body)) return this.refuse(request, 401, "wrong digest");
    this.digest = null;
    return Flow.Continue;
  }

  onRequestBodyTooLarge(request: Request): Flow {
    return this.refuse(request, 413, "body too large");
  }

  private refuse(request: Request, status: u32, reason: string): Flow {
    return this.gate.refuse(request, status, reason, this.accept);
  }
}
