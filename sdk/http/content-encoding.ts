import { Headers, lowerCase } from "../headers";

/**
 * Whether a message says that its body is encoded, for instance compressed (RFC 9110 §8.4): its bytes are not those of its content type then.
 * In a headers callback.
 *
 * @example
 * if (isEncoded(response.headers)) return Flow.Continue;
 */
export function isEncoded(headers: Headers): bool {
  const encoding = headers.get("content-encoding");
  return encoding !== null && encoding.length > 0 && lowerCase(encoding) != "identity";
}
