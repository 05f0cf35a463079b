import { Headers } from "sluice/sdk";
import { CorsConfig } from "./config";
import { OriginList } from "./origin-list";

/** An origin that no configuration means: one that allows it allows all (RFC 6761 §6.4). */
const NOBODYS: string = "https://0c9f2b71.invalid";

/** A configuration made ready: the fields that it means are joined once. */
@final
export class CorsPolicy {
  readonly origins: OriginList;
  private readonly methods: string;
  private readonly headers: string;
  private readonly exposed: string;
  private readonly maxAge: string;
  private readonly allowsAnyMethod: bool;
  private readonly allowsAnyHeader: bool;
  private readonly allowsCredentials: bool;
  private readonly allowsPrivateNetwork: bool;

  constructor(config: CorsConfig) {
    this.origins = new OriginList(config.allowOrigins, config.allowOriginPatterns);
    this.methods = config.allowMethods.join(", ");
    this.headers = config.allowHeaders.join(", ");
    this.exposed = config.exposeHeaders.join(", ");
    this.maxAge = config.maxAgeSeconds.toString();
    this.allowsAnyMethod = config.allowMethods.includes("*");
    this.allowsAnyHeader = config.allowHeaders.includes("*");
    this.allowsCredentials = config.allowCredentials;
    this.allowsPrivateNetwork = config.allowPrivateNetwork;
  }

  /** What the schema can't say: the first fault, with its JSON path; null when there is none. */
  findFault(): string | null {
    const origins = this.origins;
    if (origins.problem !== null) return origins.problem;
    if (origins.isEmpty) return "$: allows no origin";
    if (!this.allowsCredentials) return null;
    if (origins.allowsAll || origins.has(NOBODYS)) {
      return "$.allow_credentials: not for every origin: any page could read as the user";
    }
    if (origins.has("null")) return "$.allow_credentials: not for null, which any page can be";
    return null;
  }

  /** Whether an answer depends on the origin, so that caches must keep it apart. */
  get varies(): bool {
    return !this.origins.allowsAll;
  }

  /** `Access-Control-Allow-Origin` and `-Credentials` (Fetch §3.3.3); `fields` are names and values in turn. */
  allowOrigin(origin: string, fields: string[]): void {
    fields.push("access-control-allow-origin");
    fields.push(this.varies ? origin : "*");
    if (this.allowsCredentials) {
      fields.push("access-control-allow-credentials");
      fields.push("true");
    }
  }

  /** What a page may read of an answer. */
  expose(fields: string[]): void {
    if (this.exposed.length == 0) return;
    fields.push("access-control-expose-headers");
    fields.push(this.exposed);
  }

  /** What a preflight is told (Fetch §3.3.3): the lists, which the browser compares with what it wants to send. */
  allowRequest(request: Headers, fields: string[]): void {
    const method = this.allowsAnyMethod ? request.get("access-control-request-method") : this.methods;
    if (method !== null && method.length > 0) {
      fields.push("access-control-allow-methods");
      fields.push(method);
    }
    const headers = this.allowsAnyHeader ? request.get("access-control-request-headers") : this.headers;
    if (headers !== null && headers.length > 0) {
      fields.push("access-control-allow-headers");
      fields.push(headers);
    }
    fields.push("access-control-max-age");
    fields.push(this.maxAge);
    const wanted = request.get("access-control-request-private-network");
    if (this.allowsPrivateNetwork && wanted !== null && wanted == "true") {
      fields.push("access-control-allow-private-network");
      fields.push("true");
    }
  }
}
