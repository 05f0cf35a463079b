import { parseImagePath } from "./image-reference.js";

/** The ways a proxy gets a module. */
export const URL_SCHEMES = ["http", "https", "oci", "file"] as const;
export type UrlScheme = (typeof URL_SCHEMES)[number];

/** A module's URL, taken apart. */
export interface PluginUrl {
  readonly scheme: UrlScheme;
  /** Host name or address without brackets; "" for `file`. */
  readonly host: string;
  /** Port, with the scheme's own as the default; 0 for `file`. */
  readonly port: number;
  /** The path of a file, `/` and what follows of `http(s)`, the repository of `oci`. */
  readonly path: string;
  /** The digest of `oci://…@sha256:DIGEST`: 64 hex digits. */
  readonly digest: string | null;
}

const FORM = /^([a-z]+):\/\/([^/]*)(\/.*)?$/;
const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;

/**
 * Takes a module's URL apart, or returns null where Istio or Envoy would not: no explicit scheme (`localhost:5000/auth`
 * reads as the scheme `localhost`), an unknown scheme, no host, credentials, a fragment, a character outside ASCII, an unfinished
 * escape, a relative file, an image reference that names no repository.
 *
 * Source: the CEL rule of the WasmPlugin CRD, and the stricter parser of Istio's webhook.
 */
export function parsePluginUrl(text: string): PluginUrl | null {
  const [, scheme, authority, path = ""] = FORM.exec(text) ?? [];
  if (!isScheme(scheme) || authority === undefined) return null;
  if (!PRINTABLE_ASCII.test(text) || BAD_ESCAPE.test(text) || text.includes("#")) return null;
  if (scheme === "file") {
    return authority === "" && path.length > 1 ? { scheme, host: "", port: 0, path, digest: null } : null;
  }
  // The URL class reads hosts and ports of schemes it knows only: `oci` is read as the `https` it travels over.
  const origin = `${scheme === "http" ? "http" : "https"}://${authority}/`;
  if (!URL.canParse(origin) || authority.includes("@")) return null;
  const address = new URL(origin);
  const host = address.hostname.replace(/^\[|\]$/g, "");
  const port = address.port === "" ? (scheme === "http" ? 80 : 443) : Number(address.port);
  if (scheme !== "oci") return { scheme, host, port, path: path || "/", digest: null };
  const image = parseImagePath(path.slice(1));
  return image === null ? null : { scheme, host, port, path: image.repository, digest: image.digest };
}

function isScheme(text: string | undefined): text is UrlScheme {
  return URL_SCHEMES.some((scheme) => scheme === text);
}
