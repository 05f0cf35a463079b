/** Where an image is: `HOST[:PORT]/REPOSITORY[:TAG][@sha256:DIGEST]`, taken apart as it stands. */
export interface ImageReference extends ImagePath {
  /** Host, with its port where one is named. */
  readonly registry: string;
}

/** What of a reference is below its registry. */
export interface ImagePath {
  /** Path below the registry, such as `acme/hello`. */
  readonly repository: string;
  /** Null where none is named. */
  readonly tag: string | null;
  /** 64 lowercase hex digits; null where none are named. */
  readonly digest: string | null;
}

const HOST = /^(?:[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const PATH = new RegExp(`^(${COMPONENT}(?:/${COMPONENT})*)(?::(\\w[\\w.-]{0,127}))?(?:@sha256:([0-9a-f]{64}))?$`);
const REPOSITORY_LENGTH_MAX = 255;

/**
 * Whether a text begins with what only a registry is called: a host with a dot or a port, or `localhost`. A folder beside this
 * one could be called by any other word.
 */
export function hasRegistry(text: string): boolean {
  const slash = text.indexOf("/");
  const host = text.slice(0, Math.max(slash, 0));
  return HOST.test(host) && (host === "localhost" || /[.:]/.test(host)) && URL.canParse(`https://${host}/`);
}

/**
 * Takes an image reference apart, without a scheme; null where it is none.
 *
 * Source: the grammar of names, tags and digests of the OCI distribution specification 1.1.
 */
export function parseImageReference(text: string): ImageReference | null {
  if (!hasRegistry(text)) return null;
  const slash = text.indexOf("/");
  const path = parseImagePath(text.slice(slash + 1));
  return path === null ? null : { registry: text.slice(0, slash), ...path };
}

/** As {@link parseImageReference}, of `REPOSITORY[:TAG][@sha256:DIGEST]`. */
export function parseImagePath(text: string): ImagePath | null {
  const [, repository, tag = null, digest = null] = PATH.exec(text) ?? [];
  return repository === undefined || repository.length > REPOSITORY_LENGTH_MAX ? null : { repository, tag, digest };
}
