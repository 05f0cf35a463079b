import {
  Cookies,
  Counter,
  findPathFault,
  lowerCase,
  matchesAnyPathPrefix,
  mayWriteHeader,
  normalizePath,
  Request,
  SameSite,
  SetCookie,
} from "sluice/sdk";
import { CanaryConfig } from "./config";
import { Draw } from "./draw";
import { Variants } from "./variants";

const requests = new Counter("canary_requests_total", ["variant", "by"]);

/** What a configuration says, made ready once. */
@final
export class Experiment {
  readonly header: string;
  readonly variants: Variants;
  /** What the schema can't say, by its JSON path; null when there is nothing. */
  problem: string | null;
  private readonly sticky: string;
  private readonly stickyHeader: string;
  private readonly overrideHeader: string;
  private readonly cookie: string;
  private readonly paths: string[];
  private readonly draw: Draw;
  /** For each variant the `Set-Cookie` that keeps a client there. */
  private readonly setCookies: string[] = [];

  constructor(config: CanaryConfig) {
    const variants = new Variants(config.variants);
    const overrideHeader = config.overrideHeader;
    this.header = config.header;
    this.variants = variants;
    this.sticky = config.sticky;
    this.stickyHeader = lowerCase(config.stickyHeader);
    this.overrideHeader = overrideHeader === null ? "" : lowerCase(overrideHeader);
    this.cookie = config.cookie;
    this.paths = config.paths;
    this.draw = new Draw(config.seed, <i32>config.trustedHops);
    this.problem = variants.problem;
    if (!mayWriteHeader(config.header)) this.problem = "$.header: must not be one that Envoy itself writes";
    if (this.overrideHeader == config.header) this.problem = "$.override_header: must be another than header";
    for (let i = 0; i < config.paths.length; ++i) {
      const fault = findPathFault(config.paths[i]);
      if (fault !== null) this.problem = "$.paths[" + i.toString() + "]: " + fault;
    }
    for (let i = 0; i < variants.names.length; ++i) {
      const cookie = new SetCookie(config.cookie, variants.names[i]);
      cookie.path = "/";
      cookie.httpOnly = true;
      cookie.sameSite = SameSite.Lax;
      cookie.secure = config.cookieSecure;
      if (config.cookieMaxAgeSeconds > 0) cookie.maxAge = config.cookieMaxAgeSeconds;
      if (cookie.error.length > 0) this.problem = "$.cookie: " + cookie.error;
      this.setCookies.push(cookie.toString());
    }
  }

  /** Whether the request takes part. */
  takes(request: Request): bool {
    if (this.paths.length == 0) return true;
    const path = normalizePath(request.path);
    return path !== null && matchesAnyPathPrefix(path, this.paths);
  }

  /** The variant of a request, counted. */
  choose(request: Request): Choice {
    const choice = this.find(request);
    requests.increment(1, this.variants.names[choice.variant], choice.by);
    return choice;
  }

  /** The `Set-Cookie` for a client whose variant was chosen so; empty where it needs none. */
  cookieFor(choice: Choice): string {
    return this.sticky == "cookie" && choice.by == "chance" ? this.setCookies[choice.variant] : "";
  }

  private find(request: Request): Choice {
    if (this.overrideHeader.length > 0) {
      const name = request.headers.get(this.overrideHeader);
      const asked = name === null ? -1 : this.variants.find(name);
      if (asked >= 0) return new Choice(asked, "override");
    }
    if (this.sticky == "cookie") {
      const name = Cookies.of(request.headers).get(this.cookie);
      const kept = name === null ? -1 : this.variants.find(name);
      if (kept >= 0 && this.variants.isOpen(kept)) return new Choice(kept, "cookie");
    } else if (this.sticky != "none") {
      const byHeader = this.sticky == "header" ? this.draw.byHeader(request, this.stickyHeader) : -1;
      if (byHeader >= 0) return new Choice(this.variants.at(byHeader), "header");
      const byAddress = this.draw.byAddress(request);
      if (byAddress >= 0) return new Choice(this.variants.at(byAddress), "client_address");
    }
    return new Choice(this.variants.at(this.draw.byChance()), "chance");
  }
}

/** A variant, and what it was chosen by. */
@final
export class Choice {
  constructor(
    readonly variant: i32,
    readonly by: string,
  ) {}
}
