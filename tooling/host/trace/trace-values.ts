import type { Pair } from "../http/pairs.js";

const MAXIMUM_SHOWN_BYTES = 64;
const MAXIMUM_SHOWN_PAIRS = 32;
const MASK = "***";

/** Headers whose values open doors: a trace shows that they are there, never what they say. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "proxy-authorization",
  "set-cookie",
  "x-api-key",
]);

const isSecret = (name: string): boolean => SECRET_NAMES.has(name.toLowerCase());

/** Credentials by their looks, wherever they stand: what follows an HTTP scheme, and a JWT. */
const CREDENTIALS = /\b(Bearer|Basic) +(?!\w+=")[\w.~+/=-]+|\beyJ[\w-]{4,}\.[\w-]+(?:\.[\w-]*)?/gi;

/** Bytes in quotes: ASCII as it is, other bytes as `\xNN`, what is beyond the bound as a size. */
export function showBytes(bytes: Buffer): string {
  const masked = bytes.toString("latin1").replace(CREDENTIALS, (_, scheme?: string) => `${scheme ?? ""}${MASK}`);
  const shown = masked.slice(0, MAXIMUM_SHOWN_BYTES);
  const text = shown.replace(/[^\x20-\x7e]|["\\]/g, (char) =>
    char === '"' || char === "\\" ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return masked.length > MAXIMUM_SHOWN_BYTES ? `"${text}…" (${bytes.length} bytes)` : `"${text}"`;
}

export const showSize = (size: number): string => `<${size} bytes>`;

/** The value that belongs to a name, masked where it is a secret. */
export function showValue(name: string, value: Buffer): string {
  return isSecret(name) ? MASK : showBytes(value);
}

export function showPairs(pairs: readonly Pair[]): string {
  const shown = pairs
    .slice(0, MAXIMUM_SHOWN_PAIRS)
    .map(([name, value]) => `${showName(name)}: ${showValue(name, Buffer.from(value, "latin1"))}`);
  if (pairs.length > shown.length) shown.push(`… ${pairs.length - shown.length} more`);
  return `{${shown.join(", ")}}`;
}

/** A property's path with dots for the NULs between its segments. */
export function showPath(path: Buffer): string {
  return showBytes(Buffer.from(path.toString("latin1").replaceAll("\0", "."), "latin1"));
}

/** What a property says: of a map only its size, since a header in it may be a secret. */
export function showProperty(path: Buffer, value: Buffer): string {
  const segments = path.toString("latin1").split("\0");
  const last = segments.at(-1) ?? "";
  if (/^(?:headers|trailers)$/.test(last)) return showSize(value.length);
  return showValue(last, value);
}

function showName(name: string): string {
  return /^[\w:.-]+$/.test(name) ? name : showBytes(Buffer.from(name, "latin1"));
}
