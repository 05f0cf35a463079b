import { ToolError } from "../error.js";
import { type Blob, blobOf, type Descriptor, parseManifest } from "../oci/descriptor.js";
import { type Digest, tagOf } from "../oci/digest.js";
import { jsonBlob } from "../oci/image.js";
import { OCI } from "../oci/media-types.js";
import { getBlob } from "../oci/registry/blobs.js";
import { putManifest } from "../oci/registry/manifests.js";
import type { Repository } from "../oci/registry/repository.js";
import { addEntries, getEntries, getEntriesLeft, type TaggedList } from "../oci/registry/tagged-list.js";
import { uploadAndPut } from "../oci/registry/upload-and-put.js";
import { orFault } from "./or-fault.js";

const LAYER = "application/vnd.dev.cosign.simplesigning.v1+json";
const ANNOTATION = "dev.cosignproject.cosign/signature";
const PAYLOAD_BYTES_MAX = 64 * 1024;
/** More than anyone signs one image with. The last of a list count: whoever signs adds theirs at its end. */
const SIGNATURES_MAX = 100;

/** One signature of an image, as a registry has it: not yet verified. */
export interface Signature {
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** The signatures of an image, which may be anybody's. */
export interface FoundSignatures {
  readonly signatures: readonly Signature[];
  /** Those whose payload the registry has damaged or lost: its digest, and the error that says so. */
  readonly damaged: readonly { readonly payload: Digest; readonly error: ToolError }[];
}

/** The tag under which cosign keeps the signatures of an image. */
export function signatureTag(digest: Digest): string {
  return `${tagOf(digest)}.sig`;
}

/**
 * Gets the signatures of an image.
 *
 * @throws ToolError `ERR_IMAGE_INVALID` when the list of them is damaged, `ERR_REGISTRY`, `ERR_REGISTRY_DENIED`
 */
export async function getSignatures(repository: Repository, digest: Digest): Promise<FoundSignatures> {
  return readSignatures(repository, digest, await getEntries(repository, listOf(repository, digest)));
}

/** As `getSignatures`, but a list that the registry has lost has none: `addSignature` writes it anew. */
export async function getSignaturesLeft(repository: Repository, digest: Digest): Promise<FoundSignatures> {
  return readSignatures(repository, digest, (await getEntriesLeft(repository, listOf(repository, digest))) ?? []);
}

/**
 * Adds a signature to those that an image has, in cosign's form: one manifest with a layer for each, the signature in the layer's annotation.
 *
 * @throws ToolError what `addEntries` throws
 */
export async function addSignature(repository: Repository, digest: Digest, signature: Signature): Promise<void> {
  const annotations = { [ANNOTATION]: signature.signature.toString("base64") };
  const layer = blobOf(signature.payload, LAYER, annotations);
  await addEntries(repository, listOf(repository, digest, [layer]), [layer.descriptor]);
}

async function readSignatures(
  repository: Repository,
  digest: Digest,
  layers: readonly Descriptor[],
): Promise<FoundSignatures> {
  const name = `${repository.name}:${signatureTag(digest)}`;
  const read = await Promise.all(
    layers.slice(-SIGNATURES_MAX).map(async (layer) => ({
      payload: await orFault(getBlob(repository, layer, name, PAYLOAD_BYTES_MAX)),
      layer,
    })),
  );
  return {
    signatures: read.flatMap(({ payload, layer }) =>
      payload instanceof ToolError ? [] : [{ payload, signature: signatureOf(layer) }],
    ),
    damaged: read.flatMap(({ payload, layer }) =>
      payload instanceof ToolError ? [{ payload: layer.digest, error: payload }] : [],
    ),
  };
}

/** The list of an image's signatures. Two of one payload differ in their annotation alone. `added` are the payloads that may not be there. */
function listOf(repository: Repository, digest: Digest, added: readonly Blob[] = []): TaggedList {
  const tag = signatureTag(digest);
  return {
    tag,
    parse: ({ bytes, mediaType }) => {
      const { layers } = parseManifest(bytes, `${repository.name}:${tag}`, mediaType);
      return layers.filter((layer) => layer.mediaType === LAYER);
    },
    keyOf: (layer) => signatureOf(layer).toString("base64"),
    put: (layers, padding) => {
      const { config, manifest } = writeManifest(layers, padding);
      return uploadAndPut(repository, [...added, config], {}, () => putManifest(repository, tag, manifest));
    },
  };
}

function signatureOf({ annotations }: Descriptor): Buffer {
  return Buffer.from(annotations?.[ANNOTATION] ?? "", "base64");
}

/** A payload is not compressed, so that the digests in the configuration are those of the layers. */
function writeManifest(
  layers: readonly Descriptor[],
  padding: Uint8Array,
): { readonly config: Blob; readonly manifest: Blob } {
  const rootfs = { type: "layers", diff_ids: layers.map((layer) => layer.digest) };
  const config = jsonBlob({ architecture: "", os: "", config: {}, rootfs }, OCI.config);
  const content = { schemaVersion: 2, mediaType: OCI.manifest, config: config.descriptor, layers };
  return { config, manifest: blobOf(Buffer.concat([jsonBlob(content, OCI.manifest).bytes, padding]), OCI.manifest) };
}
