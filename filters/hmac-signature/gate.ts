import {
  Counter,
  describeProblem,
  Flow,
  LocalReply,
  markAuthenticated,
  matchesAnyPathPrefix,
  normalizePath,
  Request,
} from "sluice/sdk";
import { Verifier } from "./verifier";

const admitted = new Counter("hmac_signature_admitted", ["keyid"]);

const refused = new Counter("hmac_signature_refused", ["reason"]);

/** Lets requests pass, or refuses them: one for all streams. */
@final
export class Gate {
  /** The most bytes of a body that is checked. */
  bodyBytesMax: u32 = 0;

  constructor(
    readonly verifier: Verifier,
    private readonly unsignedPaths: Array<string>,
    private readonly keyidHeader: string | null,
    /** What signatures must cover, as an inner list without its end. */
    private readonly wanted: string,
  ) {}

  /** Whether the request needs no signature. A path that servers read in different ways needs one. */
  needsNone(request: Request): bool {
    if (this.unsignedPaths.length == 0) return false;
    const path = normalizePath(request.path);
    return path !== null && matchesAnyPathPrefix(path, this.unsignedPaths);
  }

  /** Lets it pass, signed by `keyid`, or by nobody where that is empty. */
  admit(request: Request, keyid: string): Flow {
    const header = this.keyidHeader;
    if (header !== null) {
      if (keyid.length == 0) request.headers.delete(header);
      else request.headers.set(header, keyid);
    }
    if (keyid.length > 0) markAuthenticated();
    admitted.increment(1, keyid.length == 0 ? "none" : keyid);
    return Flow.Continue;
  }

  /** Answers in place of the upstream; the words are of a closed set, and nothing of the request is repeated. */
  refuse(request: Request, status: u32, reason: string, accept: string | null): Flow {
    const name = reason.replaceAll(" ", "_");
    refused.increment(1, name);
    const reply = new LocalReply(status);
    reply.details = "hmac_signature_" + name;
    if (status == 401) {
      reply.header("www-authenticate", "Signature").header("accept-signature", this.describeWanted(request));
    }
    return request.respond(describeProblem(reply, accept, reason));
  }

  /** The value of `Accept-Signature` (RFC 9421 §5.1). Of a nonce it can only say which, so it does not ask for one. */
  private describeWanted(request: Request): string {
    const hasBody = this.bodyBytesMax > 0 && !request.endOfStream;
    return this.wanted + (hasBody ? ' "content-digest"' : "") + ');created;alg="hmac-sha256"';
  }
}
