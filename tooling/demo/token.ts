import { createHmac } from "node:crypto";

/** A compact JWS over `claims` (RFC 7515 §3.1), signed with HMAC SHA-256, as any issuer makes it. */
export function signToken(claims: Readonly<Record<string, unknown>>, secret: string): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
