import { type Blob, blobOf, type Descriptor, parseManifest } from "../oci/descriptor.js";
import type { Digest } from "../oci/digest.js";
import { jsonBlob } from "../oci/image.js";
import { OCI } from "../oci/media-types.js";
import { getBlob } from "../oci/pull.js";
import { getManifest, putManifest } from "../oci/registry/manifests.js";
import type { Registry } from "../oci/registry/registry.js";
import { uploadAndPut } from "../oci/registry/upload-and-put.js";

const LAYER = "application/vnd.dev.cosign.simplesigning.v1+json";
const ANNOTATION = "dev.cosignproject.cosign/signature";
const PAYLOAD_BYTES_MAX = 64 * 1024;
/** As many as anyone will sign one image with. */
const SIGNATURES_MAX = 100;
/** How often the list is written again when someone else writes it at the same time. */
const ROUNDS_MAX = 10;

/** One signature of an image, as a registry has it: not yet verified. */
export interface Signature {
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** The tag under which cosign keeps the signatures of an image. */
export function signatureTag(digest: Digest): string {
  return `${digest.replace(":", "-")}.sig`;
}

/**
 * Gets the signatures of an image, which may be anybody's.
 *
 * @throws ToolError `ERR_IMAGE_INVALID` when one is not what its digest says, `ERR_REGISTRY`, `ERR_REGISTRY_DENIED`
 */
export async function getSignatures(registry: Registry, digest: Digest): Promise<Signature[]> {
  const layers = await getLayers(registry, digest);
  const name = `${registry.name}/${registry.repository}:${signatureTag(digest)}`;
  return Promise.all(
    layers.slice(0, SIGNATURES_MAX).map(async (layer) => ({
      payload: await getBlob(registry, layer, name, PAYLOAD_BYTES_MAX),
      signature: Buffer.from(layer.annotations?.[ANNOTATION] ?? "", "base64"),
    })),
  );
}

/**
 * Adds a signature to those that an image has, in cosign's form: one manifest with a layer for each, the signature in the layer's annotation.
 * Of two that sign at the same moment one can lose its signature, as with cosign: a tag has no compare-and-set.
 */
export async function addSignature(
  registry: Registry,
  digest: Digest,
  { payload, signature }: Signature,
): Promise<void> {
  const annotations = { [ANNOTATION]: signature.toString("base64") };
  const layer = blobOf(payload, LAYER, annotations);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const present = await getLayers(registry, digest);
    if (present.some((other) => other.annotations?.[ANNOTATION] === annotations[ANNOTATION])) return;
    const { config, manifest } = writeManifest([...present, layer.descriptor]);
    await uploadAndPut(registry, [layer, config], {}, () => putManifest(registry, signatureTag(digest), manifest));
  }
}

async function getLayers(registry: Registry, digest: Digest): Promise<Descriptor[]> {
  const tag = signatureTag(digest);
  const found = await getManifest(registry, tag);
  if (found === null) return [];
  const { layers } = parseManifest(found.bytes, `${registry.name}/${registry.repository}:${tag}`, found.mediaType);
  return layers.filter(({ mediaType }) => mediaType === LAYER);
}

/** A payload is not compressed, so that the digests in the configuration are those of the layers. */
function writeManifest(layers: readonly Descriptor[]): { readonly config: Blob; readonly manifest: Blob } {
  const rootfs = { type: "layers", diff_ids: layers.map((layer) => layer.digest) };
  const config = jsonBlob({ architecture: "", os: "", config: {}, rootfs }, OCI.config);
  const content = { schemaVersion: 2, mediaType: OCI.manifest, config: config.descriptor, layers };
  return { config, manifest: jsonBlob(content, OCI.manifest) };
}
