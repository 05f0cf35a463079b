import { hostOf, normalizePath, Request, resolvePath } from "sluice/sdk";

/** What conditions ask of one request, each asked of the host once and only when a rule wants it. */
@final
export class RequestFacts {
  private readMethod: string | null = null;
  private isPathRead: bool = false;
  private readPath: string | null = null;
  private readRawPath: string | null = null;
  private readHost: string | null = null;

  constructor(readonly request: Request) {}

  get method(): string {
    let method = this.readMethod;
    if (method === null) this.readMethod = method = this.request.method;
    return method;
  }

  /** As access control sees it; null for one that servers read in different ways, which no condition on paths holds for. */
  get path(): string | null {
    if (!this.isPathRead) {
      this.isPathRead = true;
      this.readPath = normalizePath(this.rawPath);
    }
    return this.readPath;
  }

  /** The path as it goes on, with the escapes of reserved characters as they came. */
  get resolvedPath(): string | null {
    return resolvePath(this.rawPath);
  }

  /** Whether the client wrote the path as `resolvedPath` has it. */
  get isPathNormal(): bool {
    const path = this.resolvedPath;
    const raw = this.rawPath;
    if (path === null || !raw.startsWith(path)) return false;
    return raw.length == path.length || raw.charCodeAt(path.length) == 0x3f;
  }

  /** In lower case, without its port. */
  get host(): string {
    let host = this.readHost;
    if (host === null) this.readHost = host = hostOf(this.request.authority);
    return host;
  }

  private get rawPath(): string {
    let path = this.readRawPath;
    if (path === null) this.readRawPath = path = this.request.path;
    return path;
  }
}
