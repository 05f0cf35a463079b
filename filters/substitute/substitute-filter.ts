import { announcesMoreThan, Flow, HttpFilter, LocalReply, Request, Response } from "sluice/sdk";
import { announceChange, BodySubstitution, changeBody, chooseFor, isReadable } from "./body-substitution";
import { rewritePath } from "./rewrite-path";
import { Substitutions } from "./substitutions";

/** Carries out the substitutions on one stream. */
@final
export class SubstituteFilter extends HttpFilter {
  /** Those for the bodies of this stream. */
  private requestBody: BodySubstitution[] | null = null;
  private responseBody: BodySubstitution[] | null = null;

  constructor(private readonly substitutions: Substitutions) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const all = this.substitutions;
    const headers = request.headers;
    for (let i = 0; i < all.requestHeaders.length; ++i) all.requestHeaders[i].apply(headers);
    for (let i = 0; i < all.paths.length; ++i) rewritePath(headers, all.paths[i]);
    // A compressed response could not be read.
    if (all.responseBodies.length > 0) headers.delete("accept-encoding");
    if (request.endOfStream || all.requestBodies.length == 0) return Flow.Continue;
    const chosen = chooseFor(headers, all.requestBodies);
    if (chosen.length == 0) return Flow.Continue;
    if (announcesMoreThan(headers, all.bodyBytesMax)) return this.onRequestBodyTooLarge(request);
    if (!isReadable(headers)) return all.refuses ? request.respond(new LocalReply(415)) : Flow.Continue;
    announceChange(headers, request.body);
    this.requestBody = chosen;
    return Flow.Continue;
  }

  requestBodyLimit(): u32 {
    return this.requestBody === null ? 0 : this.substitutions.bodyBytesMax;
  }

  onWholeRequestBody(request: Request): Flow {
    const chosen = this.requestBody;
    if (chosen === null || changeBody(request.body, chosen, this.substitutions.bodyBytesMax)) return Flow.Continue;
    return this.substitutions.refuses ? request.respond(new LocalReply(415)) : Flow.Continue;
  }

  onRequestBodyTooLarge(request: Request): Flow {
    return this.substitutions.refuses ? request.respond(new LocalReply(413)) : Flow.Continue;
  }

  onResponseHeaders(response: Response): Flow {
    const all = this.substitutions;
    const headers = response.headers;
    for (let i = 0; i < all.responseHeaders.length; ++i) all.responseHeaders[i].apply(headers);
    if (response.endOfStream || all.responseBodies.length == 0) return Flow.Continue;
    const chosen = chooseFor(headers, all.responseBodies);
    if (chosen.length == 0) return Flow.Continue;
    if (announcesMoreThan(headers, all.bodyBytesMax)) return this.onResponseBodyTooLarge(response);
    if (!isReadable(headers)) return all.refuses ? response.respond(new LocalReply(502)) : Flow.Continue;
    announceChange(headers, response.body);
    this.responseBody = chosen;
    return Flow.Continue;
  }

  responseBodyLimit(): u32 {
    return this.responseBody === null ? 0 : this.substitutions.bodyBytesMax;
  }

  onWholeResponseBody(response: Response): Flow {
    const chosen = this.responseBody;
    if (chosen === null || changeBody(response.body, chosen, this.substitutions.bodyBytesMax)) return Flow.Continue;
    return this.substitutions.refuses ? response.respond(new LocalReply(502)) : Flow.Continue;
  }

  onResponseBodyTooLarge(response: Response): Flow {
    return this.substitutions.refuses ? response.respond(new LocalReply(502)) : Flow.Continue;
  }
}
