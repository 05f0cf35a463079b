/** A part of a JWS in its compact form: a text, or the JSON of anything else. */
export const encode = (part: unknown): string =>
  Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
