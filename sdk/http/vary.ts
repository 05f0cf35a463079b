import { Headers, lowerCase } from "../headers";
import { hasListMember } from "./list-member";

/**
 * Says in a response's `Vary` (RFC 9110 §12.5.5) that it depends on a field of the request too; nothing where it says so, or that it depends on
 * all. In a headers callback.
 *
 * @example
 * varyBy(response.headers, "Origin");
 */
export function varyBy(headers: Headers, name: string): void {
  // Envoy keeps one entry of it, to which further ones are joined.
  const value = headers.get("vary");
  if (value !== null && (hasListMember(value, lowerCase(name)) || hasListMember(value, "*"))) return;
  headers.append("vary", name);
}
