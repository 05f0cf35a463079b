import {
  currentRequest,
  Headers,
  hostOf,
  isAuthority,
  LocalReply,
  percentEncode,
  PercentEncodeSet,
  Template,
} from "sluice/sdk";
import { Operation } from "./config";
import { Fault } from "./fault";
import { isHostOf } from "./is-host-of";
import { MessageOperation } from "./message-operation";
import { Scope } from "./scope";
import { StreamValues } from "./stream-values";

/**
 * Answers with a redirect. Where it leads is settled by the configuration, whatever the request has in the places of the template: to a path of
 * this host, to the host that is written there, or to the request's own where the rule says which those are. Any other is a 400.
 */
@final
export class Redirect extends MessageOperation {
  constructor(
    private readonly status: u32,
    private readonly location: Template,
    /** `https://shop.test`; empty for a path, and where the host is the request's. */
    private readonly origin: string,
    /** The hosts of the rule, where the host is the request's. */
    private readonly hosts: string[],
  ) {
    super();
  }

  apply(headers: Headers, values: StreamValues): bool {
    const location = this.writeLocation(values);
    const reply = new LocalReply(location === null ? 400 : this.status);
    reply.details = "headers_redirect";
    if (location !== null) reply.header("location", location);
    currentRequest.respond(reply);
    return false;
  }

  private writeLocation(values: StreamValues): string | null {
    const text = this.location.expand(values.pathValues);
    if (text === null || !isInPlace(text, this.origin, this.hosts)) return null;
    return percentEncode(text, PercentEncodeSet.Fragment);
  }
}

/** Whether a browser goes where the configuration says. It takes line breaks and tabs out of a URL, and a backslash for a slash. */
function isInPlace(text: string, origin: string, hosts: string[]): bool {
  for (let i = 0; i < text.length; ++i) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit == 0x7f || unit == 0x5c) return false;
  }
  if (hosts.length == 0) {
    if (!text.startsWith(origin)) return false;
    const next = text.substring(origin.length);
    if (origin.length == 0) return next.startsWith("/") && !next.startsWith("//");
    return next.length == 0 || next.startsWith("/") || next.startsWith("?") || next.startsWith("#");
  }
  const rest = text.substring(schemeLength(text));
  const authority = rest.substring(0, findAuthorityEnd(rest));
  return isAuthority(authority) && isHostOf(hostOf(authority), hosts);
}

/** The redirect that a configuration describes; null after a fault. */
export function compileRedirect(path: string, operation: Operation, scope: Scope): Redirect | null {
  const location = operation.location;
  const template = scope.compile(path, location);
  if (template === null) return null;
  const status = 300 + <u32>(operation.status.charCodeAt(2) - 0x30);
  const scheme = schemeLength(location);
  if (scheme == 0) {
    if (!location.startsWith("/") && !startsWithPath(location)) {
      Fault.set(path, "must start with /, http:// or https://");
    }
    return new Redirect(status, template, "", []);
  }
  const rest = location.substring(scheme);
  if (rest.startsWith("${request.host}") || rest.startsWith("${request.hostname}")) {
    if (scope.hosts.length == 0) Fault.set(path, "takes its host from the request: needs when.hosts");
    return new Redirect(status, template, "", scope.hosts);
  }
  const end = findAuthorityEnd(rest);
  const next = rest.substring(end);
  if (!isAuthority(rest.substring(0, end)) || (next.startsWith("$") && !startsWithPath(next))) {
    Fault.set(path, "must name its host, or have ${request.host} there");
  }
  return new Redirect(status, template, location.substring(0, scheme + end), []);
}

/** With the slashes; 0 for a path. */
function schemeLength(location: string): i32 {
  return location.startsWith("https://") ? 8 : location.startsWith("http://") ? 7 : 0;
}

function startsWithPath(text: string): bool {
  return text.startsWith("${request.path}") || text.startsWith("${request.url_path}");
}

function findAuthorityEnd(rest: string): i32 {
  for (let i = 0; i < rest.length; ++i) {
    const unit = rest.charCodeAt(i);
    if (unit == 0x2f || unit == 0x3f || unit == 0x23 || unit == 0x24) return i;
  }
  return rest.length;
}
