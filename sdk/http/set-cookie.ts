import { lowerOf } from "../../assembly/ascii";
import { formatHttpDate } from "./date";
import { isCookieName, isCookieValue, isDomain, isPath } from "./cookie-octets";

/** When browsers send a cookie with requests that other sites make (RFC 6265bis §4.1.2.7). */
export enum SameSite {
  /** The attribute is not there: browsers take it for Lax, or close to it. */
  Unset,
  /** With all of them; needs `secure`. */
  None,
  /** When the user goes to this site from there, and with no other. */
  Lax,
  /** With none. */
  Strict,
}

/**
 * A cookie as `Set-Cookie` sets it (RFC 6265bis §4.1). What no browser would keep, and what could add a second field or attribute, is not
 * written: then `error` says why, and the text is empty.
 *
 * @example
 * const cookie = new SetCookie("__Host-session", id);
 * cookie.path = "/";
 * cookie.secure = true;
 * cookie.httpOnly = true;
 * cookie.sameSite = SameSite.Lax;
 * cookie.maxAge = 3600;
 * response.headers.append("set-cookie", cookie.toString());
 */
@final
export class SetCookie {
  /** What `maxAge` and `expires` are where the attribute is not there. */
  static readonly UNSET: i64 = i64.MIN_VALUE;

  /** Where the cookie is sent to, with its subdomains; empty: only to the host that sets it. */
  domain: string = "";
  /** Empty: the path of the request, up to its last slash. */
  path: string = "";
  /** Seconds to live; 0 and less end the cookie. It counts more than `expires`. */
  maxAge: i64 = SetCookie.UNSET;
  /** In seconds since 1970-01-01T00:00:00Z. */
  expires: i64 = SetCookie.UNSET;
  /** Sent over HTTPS only. */
  secure: bool = false;
  /** Hidden from scripts. */
  httpOnly: bool = false;
  /** Whether requests that other sites make carry it. */
  sameSite: SameSite = SameSite.Unset;
  /** Kept apart for each site that embeds this one (CHIPS). */
  partitioned: bool = false;

  /** A cookie without attributes: for the session, and for the host that sets it. */
  constructor(
    /** A token (RFC 9110 §5.6.2). */
    public name: string,
    /** Printable ASCII without space, quote, comma, semicolon and backslash; or that in quotes. */
    public value: string,
  ) {}

  /** Why there is no text; empty when there is. */
  get error(): string {
    if (!isCookieName(this.name)) return "a name that is no token";
    if (!isCookieValue(this.value)) return "a value with an octet that cookies do not have";
    if (this.name.length + this.value.length > 4096) return "name and value of more than 4096 octets";
    if (this.path.length > 0 && !isPath(this.path)) {
      return "a path that does not start with a slash, or has a semicolon or what is not ASCII";
    }
    if (this.domain.length > 0 && !isDomain(this.domain)) return "a domain that is no host name";
    const needsSecure = this.sameSite == SameSite.None || this.partitioned;
    if (!this.secure && (needsSecure || hasPrefix(this.name, "__secure-") || hasPrefix(this.name, "__host-"))) {
      return "Secure is missing, which SameSite=None, Partitioned, __Secure- and __Host- need";
    }
    if (hasPrefix(this.name, "__host-") && (this.path != "/" || this.domain.length > 0)) {
      return "__Host- with a domain, or another path than /";
    }
    return "";
  }

  /** The value of a `Set-Cookie` field; empty when there is an error. */
  toString(): string {
    if (this.error.length != 0) return "";
    let text = this.name + "=" + this.value;
    if (this.domain.length > 0) text += "; Domain=" + this.domain;
    if (this.path.length > 0) text += "; Path=" + this.path;
    if (this.maxAge != SetCookie.UNSET) text += "; Max-Age=" + this.maxAge.toString();
    if (this.expires != SetCookie.UNSET) text += "; Expires=" + formatHttpDate(this.expires);
    if (this.secure) text += "; Secure";
    if (this.httpOnly) text += "; HttpOnly";
    if (this.sameSite == SameSite.None) text += "; SameSite=None";
    if (this.sameSite == SameSite.Lax) text += "; SameSite=Lax";
    if (this.sameSite == SameSite.Strict) text += "; SameSite=Strict";
    if (this.partitioned) text += "; Partitioned";
    return text;
  }
}

/** RFC 6265bis §5.7: browsers look at prefixes without case. */
function hasPrefix(name: string, prefix: string): bool {
  if (name.length < prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) {
    if (lowerOf(name.charCodeAt(i)) != prefix.charCodeAt(i)) return false;
  }
  return true;
}
