import { Headers } from "../headers";

/**
 * Whether a message says itself, in its `content-length` (RFC 9110 §8.6), that its body has more than `bytesMax` bytes. False where it does
 * not say: such a body may still be larger. In a headers callback, before any of the body is waited for.
 *
 * @example
 * if (announcesMoreThan(request.headers, 65536)) return request.respond(new LocalReply(413));
 */
export function announcesMoreThan(headers: Headers, bytesMax: i32): bool {
  const field = headers.get("content-length");
  if (field === null) return false;
  let length: i64 = 0;
  for (let i = 0; i < field.length; ++i) length = min<i64>(length * 10 + (field.charCodeAt(i) - 0x30), i32.MAX_VALUE);
  return length > bytesMax;
}
