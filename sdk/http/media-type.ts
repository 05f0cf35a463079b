import { lowerCase } from "../headers";

/**
 * The media type that a `Content-Type` field names (RFC 9110 §8.3.1), in lower case and without parameters; empty for null, a field that is
 * not there.
 *
 * @example
 * const type = mediaTypeOf(response.headers.get("content-type")); // "text/html"
 */
export function mediaTypeOf(contentType: string | null): string {
  if (contentType === null) return "";
  const semicolon = contentType.indexOf(";");
  return lowerCase((semicolon < 0 ? contentType : contentType.substring(0, semicolon)).trim());
}

/**
 * Whether a media type, as `mediaTypeOf` returned it, is one of a list that a configuration names in lower case; `text/*` there stands for all
 * that begin so.
 *
 * @example
 * if (!isAnyMediaType(mediaTypeOf(response.headers.get("content-type")), ["application/json", "text/*"])) return Flow.Continue;
 */
export function isAnyMediaType(type: string, list: string[]): bool {
  for (let i = 0; i < list.length; ++i) {
    const listed = unchecked(list[i]);
    if (listed == type) return true;
    if (listed.endsWith("/*") && type.startsWith(listed.substring(0, listed.length - 1))) return true;
  }
  return false;
}
