import { ToolError } from "../error.js";
import { quoteNames } from "../quote-name.js";
import { type Descriptor, type ImageManifest, parseManifest } from "./descriptor.js";
import { type Digest, digestOf } from "./digest.js";
import { unpackLayer } from "./layer.js";
import { LAYER_BYTES_MAX } from "./limits.js";
import { DOCKER, OCI, WASM_ARTIFACT } from "./media-types.js";
import { formatReference, type Reference, requireVersion } from "./reference.js";
import { type FetchedManifest, getManifest } from "./registry/manifests.js";
import { Registry, type RegistryAccess } from "./registry/registry.js";
import type { ImageVariant } from "./variants.js";

/** What every module starts with; proxies look no further. */
const MAGIC = Buffer.from("\0asm");

/** A module out of a registry. */
export interface PulledModule {
  /** The bytes of the module. */
  readonly module: Uint8Array;
  /** Of the image's manifest. */
  readonly digest: Digest;
  /** Which form the image has. */
  readonly variant: ImageVariant;
}

/**
 * Pulls a module out of an image of any form that Istio accepts. Every byte is held against its digest, every size against a limit.
 *
 * @throws ToolError `ERR_REGISTRY_NOT_FOUND`, `ERR_REGISTRY_DENIED`, `ERR_REGISTRY`; `ERR_IMAGE_INVALID` for what is not what its digest
 *   says, and for an image that Istio would not read either, with the reason; `ERR_USAGE` for a reference without a version.
 * @example
 * const { module } = await pullModule(parseReference("registry.example.com/acme/hello:1.0.0"));
 */
export async function pullModule(reference: Reference, options: RegistryAccess = {}): Promise<PulledModule> {
  const { registry: name, repository } = reference;
  await using registry = new Registry({ ...options, registry: name, repository, actions: "pull" });
  const found = await requireManifest(registry, reference);
  const text = formatReference(reference);
  const manifest = parseManifest(found.bytes, text, found.mediaType);
  const { module, variant } = await moduleIn(manifest, text, async (layer) => getBlob(registry, layer, text));
  return { module, digest: found.digest, variant };
}

/**
 * Reads the module of an image of any form that Istio accepts.
 *
 * @param name what the image is to its reader, for the message
 * @param read gives the content of the layer that holds it
 * @throws ToolError `ERR_IMAGE_INVALID` for an image that Istio would not read either, and what `read` throws
 */
export async function moduleIn(
  manifest: ImageManifest,
  name: string,
  read: (layer: Descriptor) => Promise<Uint8Array>,
): Promise<Pick<PulledModule, "module" | "variant">> {
  const { layer, variant } = selectLayer(manifest, name);
  const content = await read(layer);
  const module = variant === "oci" ? content : await unpackLayer(content);
  if (MAGIC.equals(module.subarray(0, MAGIC.length))) return { module, variant };
  throw new ToolError("ERR_IMAGE_INVALID", `${name}: what is in its layer is no WebAssembly module`, {
    hint: "push a compiled module with `sluice push`",
  });
}

/**
 * The manifest that a reference names.
 *
 * @throws ToolError `ERR_REGISTRY_NOT_FOUND`, and what `getManifest` throws
 */
export async function requireManifest(registry: Registry, reference: Reference): Promise<FetchedManifest> {
  const manifest = await getManifest(registry, requireVersion(reference));
  if (manifest !== null) return manifest;
  throw new ToolError("ERR_REGISTRY_NOT_FOUND", `there is no image ${formatReference(reference)}`, {
    hint: "check the repository and the tag",
  });
}

/** As Istio chooses: Docker's form by its manifest, else the last layer if it is tar+gzip, else the artifact of two layers. */
function selectLayer({ mediaType, layers }: ImageManifest, name: string): { layer: Descriptor; variant: ImageVariant } {
  const last = layers.at(-1);
  const isDocker = mediaType === DOCKER.manifest;
  if (last?.mediaType === (isDocker ? DOCKER : OCI).layer) {
    return { layer: last, variant: isDocker ? "docker" : "compat" };
  }
  const module = layers.find((layer) => layer.mediaType === WASM_ARTIFACT.module);
  if (!isDocker && layers.length === 2 && module !== undefined) return { layer: module, variant: "oci" };
  const found = quoteNames(layers.map((layer) => layer.mediaType)) || "none";
  throw new ToolError(
    "ERR_IMAGE_INVALID",
    `${name} is an image that no proxy reads a module from; its layers: ${found}`,
    {
      hint: `the last layer must be ${(isDocker ? DOCKER : OCI).layer}: push the module with \`sluice push\``,
    },
  );
}

/**
 * Gets the content that a descriptor names.
 *
 * @throws ToolError `ERR_IMAGE_INVALID` when it is missing, too large, or not what its digest says
 */
export async function getBlob(
  registry: Registry,
  { digest, size }: Descriptor,
  name: string,
  bytesMax = LAYER_BYTES_MAX,
): Promise<Buffer> {
  const invalid = (what: string): ToolError =>
    new ToolError("ERR_IMAGE_INVALID", `${name}: ${digest} ${what}`, {
      hint: "the registry, or something on the way to it, changed or lost content: push the image again",
    });
  if (size > bytesMax) throw invalid(`has ${size} bytes: more than ${bytesMax}`);
  registry.onProgress(`pulling ${size} bytes from ${registry.name}`);
  const response = await registry.send({ method: "GET", path: `blobs/${digest}`, bytesMax: size });
  if (response.status === 404) throw invalid("is missing");
  if (response.status !== 200) throw registry.unexpected(response, "gave no blob");
  if (response.body.length !== size) throw invalid(`has ${response.body.length} bytes instead of ${size}`);
  if (digestOf(response.body) !== digest) throw invalid("is not what its digest says");
  return response.body;
}
