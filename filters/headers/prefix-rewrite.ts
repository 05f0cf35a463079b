import { Headers, matchesPathPrefix, normalizePath, queryOf } from "sluice/sdk";
import { MessageOperation } from "./message-operation";
import { StreamValues } from "./stream-values";

/** Puts other segments in the place of the first ones. */
@final
export class PrefixRewrite extends MessageOperation {
  constructor(
    /** Both without a slash at the end, so that `/` is empty. */
    private readonly prefix: string,
    private readonly to: string,
  ) {
    super();
  }

  apply(headers: Headers, values: StreamValues): bool {
    const path = headers.get(":path");
    if (path === null) return true;
    const pathname = normalizePath(path);
    if (pathname === null || !matchesPathPrefix(pathname, this.prefix + "/")) return true;
    const rewritten = this.to + pathname.substring(this.prefix.length);
    headers.set(":path", (rewritten.length == 0 ? "/" : rewritten) + queryOf(path));
    return true;
  }
}
