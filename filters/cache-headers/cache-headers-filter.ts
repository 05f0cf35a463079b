import { Flow, HttpFilter, Request, Response } from "sluice/sdk";
import { RuleBook } from "./rule-book";
import { UpstreamFields } from "./upstream-fields";

const NOT_MODIFIED: string = "304";

/** Says for one response who may store it, and how long. */
@final
export class CacheHeadersFilter extends HttpFilter {
  /** A bit for each rule that may be for the response. */
  private chosen: u64 = 0;
  private isAuthorized: bool = false;
  /** Whether servers read the path in different ways: what is under it for one cache may be something else for the upstream. */
  private isAmbiguous: bool = false;

  constructor(private readonly book: RuleBook) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const path = this.book.pathOf(request);
    const chosen = this.book.choose(request, path);
    this.chosen = chosen;
    this.isAmbiguous = path === null;
    // A filter behind this one may take the field away.
    if (chosen != 0) this.isAuthorized = request.headers.has("authorization");
    return Flow.Continue;
  }

  onResponseHeaders(response: Response): Flow {
    let chosen = this.chosen;
    if (chosen == 0) return Flow.Continue;
    const headers = response.headers;
    const upstream = new UpstreamFields(headers);
    if (this.isAmbiguous) {
      this.book.refuse(headers, upstream);
      return Flow.Continue;
    }
    // It has mostly no content type, and is for a response that the cache knows better.
    const isTypeUnknown = upstream.status == NOT_MODIFIED && upstream.contentType.length == 0;
    for (let i = 0; chosen != 0; ++i, chosen >>= 1) {
      if ((chosen & 1) == 0) continue;
      const rule = unchecked(this.book.rules[i]);
      if (!rule.isForStatus(upstream.status)) continue;
      const isUnknown = isTypeUnknown && rule.hasContentTypes;
      if (!isUnknown && !rule.isForContentType(upstream.contentType)) continue;
      if (isUnknown) rule.policy.leaveToStored(headers, upstream);
      else rule.policy.apply(headers, upstream, this.isAuthorized);
      return Flow.Continue;
    }
    return Flow.Continue;
  }
}
