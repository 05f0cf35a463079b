import { Headers, matchesPathPrefix, normalizePath, queryOf, resolvePath } from "sluice/sdk";
import { MessageOperation } from "./message-operation";
import { StreamValues } from "./stream-values";

/** Puts other segments in the place of the first ones. */
@final
export class PrefixRewrite extends MessageOperation {
  private readonly segmentCount: i32;

  constructor(
    /** Both without a slash at the end, so that `/` is empty. */
    private readonly prefix: string,
    private readonly to: string,
  ) {
    super();
    this.segmentCount = prefix.split("/").length - 1;
  }

  apply(headers: Headers, values: StreamValues): bool {
    const path = headers.get(":path");
    if (path === null) return true;
    const pathname = normalizePath(path);
    const resolved = resolvePath(path);
    if (pathname === null || resolved === null || !matchesPathPrefix(pathname, this.prefix + "/")) return true;
    const rewritten = this.to + withoutFirstSegments(resolved, this.segmentCount);
    headers.set(":path", (rewritten.length == 0 ? "/" : rewritten) + queryOf(path));
    return true;
  }
}

/** What is behind the first segments, its slash included. */
function withoutFirstSegments(path: string, count: i32): string {
  let at = 0;
  for (let i = 0; i < count; ++i) {
    at = path.indexOf("/", at + 1);
    if (at < 0) return "";
  }
  return path.substring(at);
}
