/** Bytes that a host may have, beside escapes; brackets and the colon are for addresses and the port. */
const HOST = /^(?:[\w!$&'()*+,;=~."<>-]|%[0-9a-f]{2}|[^\x00-\x7f])*(?::\d*)?$/i;
const BRACKETED_HOST = /^\[[^\]]+\](?::\d*)?$/;
const USER = /^[\w.~!$&'()*+,;=:%-]*$/;
const BAD_ESCAPE = /%(?![0-9a-f]{2})/i;
const CONTROL = /[\x00-\x20\x7f]/;

/**
 * The scheme of a URL that Go's `url.ParseRequestURI` takes, "" for an absolute path, null where it takes none. This is what the CEL
 * functions `isURL` and `url` of Kubernetes ask: `localhost:5000/a` has the scheme `localhost` there.
 *
 * Source: `net/url/url.go` of Go 1.26, functions `parse`, `getScheme`, `parseAuthority`, `validOptionalPort`.
 */
export function goUrlScheme(text: string): string | null {
  if (text === "" || CONTROL.test(text)) return null;
  const [, scheme = ""] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text) ?? [];
  if (scheme === "" && text.startsWith(":")) return null;
  const [rest = ""] = text.slice(scheme === "" ? 0 : scheme.length + 1).split("?");
  if (!rest.startsWith("/")) return scheme === "" || rest === "" ? null : scheme.toLowerCase();
  const [, authority, path = ""] = /^\/\/([^/]*)(.*)$/.exec(rest) ?? [undefined, undefined, rest];
  if (BAD_ESCAPE.test(path)) return null;
  if (authority !== undefined && scheme !== "" && !isAuthority(authority)) return null;
  return scheme.toLowerCase();
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf("@");
  const user = at === -1 ? "" : authority.slice(0, at);
  const host = authority.slice(at + 1);
  if (!USER.test(user) || BAD_ESCAPE.test(user)) return false;
  return host.startsWith("[") ? BRACKETED_HOST.test(host) : HOST.test(host);
}
