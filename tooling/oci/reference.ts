import { parseImageReference } from "../../istio/image-reference.js";
import { ToolError } from "../error.js";
import type { Digest } from "./digest.js";

/** Where an image is, or is to be: `HOST[:PORT]/REPOSITORY[:TAG][@sha256:DIGEST]`. */
export interface Reference {
  /** Host, with its port where one is named. */
  readonly registry: string;
  /** Path below the registry, such as `acme/hello`. */
  readonly repository: string;
  /** Null where none is named; there is no default. */
  readonly tag: string | null;
  /** Of the image's manifest; where it is named, it counts and not the tag. */
  readonly digest: Digest | null;
}

/** Docker Hub goes by three names: the one people write, the one in credentials and signatures, and the one that answers. */
const HUB = { name: "docker.io", signed: "index.docker.io", api: "registry-1.docker.io" };

/**
 * Takes an image reference apart. The host is never guessed: it has a dot or a port, or is `localhost`.
 *
 * @throws ToolError `ERR_USAGE`
 * @example
 * parseReference("registry.example.com/acme/hello:1.0.0"); // { registry: "registry.example.com", repository: "acme/hello", … }
 */
export function parseReference(text: string): Reference {
  const parsed = parseImageReference(text.replace(/^oci:\/\//, ""));
  if (parsed === null) {
    throw new ToolError("ERR_USAGE", `${text} is no image reference`, {
      hint: "write HOST[:PORT]/REPOSITORY:TAG or …@sha256:DIGEST, in lower case, such as registry.example.com/acme/hello:1.0.0",
    });
  }
  const { registry: host, repository: path, tag, digest } = parsed;
  const isHub = host === HUB.name || host === HUB.signed || host === HUB.api;
  const registry = isHub ? HUB.name : host.toLowerCase();
  const repository = isHub && !path.includes("/") ? `library/${path}` : path;
  return { registry, repository, tag, digest: digest === null ? null : `sha256:${digest}` };
}

/** A reference as people write it. */
export function formatReference({ registry, repository, tag, digest }: Reference): string {
  return `${registry}/${repository}${tag === null ? "" : `:${tag}`}${digest === null ? "" : `@${digest}`}`;
}

/** The name of a repository in a signature: what cosign writes there. */
export function signedName({ registry, repository }: Reference): string {
  return `${registry === HUB.name ? HUB.signed : registry}/${repository}`;
}

/** The host that answers for a registry. */
export function apiHost(registry: string): string {
  return registry === HUB.name ? HUB.api : registry;
}

/** The names under which Docker keeps a registry's credentials. */
export function credentialNames(registry: string): readonly string[] {
  return registry === HUB.name ? [HUB.signed, HUB.name, HUB.api] : [registry];
}

/** Whether a host is this machine: its address is written so, nothing is looked up. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, "");
  return name === "localhost" || name === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/**
 * What says which image of its repository a reference means: its digest, else its tag.
 *
 * @throws ToolError `ERR_USAGE` where it has neither
 */
export function requireVersion(reference: Reference): string {
  const version = reference.digest ?? reference.tag;
  if (version !== null) return version;
  throw new ToolError("ERR_USAGE", `${formatReference(reference)} names neither a tag nor a digest`, {
    hint: "add :TAG or @sha256:DIGEST; there is no tag that is meant by itself",
  });
}
