import type { Papers } from "../compile/papers.js";
import type { WasmModule } from "../wasm/index.js";
import { imageAnnotations, type Origin, TITLE } from "./annotations.js";
import { type Blob, blobOf, type Descriptor } from "./descriptor.js";
import { digestOf } from "./digest.js";
import { MODULE_FILE, packLayer } from "./layer.js";
import { ATTACHMENT, DOCKER, OCI, WASM_ARTIFACT } from "./media-types.js";
import { readProducers } from "./producers.js";
import { writeProvenance } from "./provenance.js";
import { writeSbom } from "./sbom.js";
import type { ImageVariant } from "./variants.js";

/** A manifest with the content that it names. */
export interface Artifact {
  /** Of OCI's or Docker's type. */
  readonly manifest: Blob;
  /** Configuration and layers. */
  readonly blobs: readonly Blob[];
}

/** An image with what is attached to it: manifests that have it as their subject. */
export interface Image extends Artifact {
  /** Bill of materials, provenance and the like. */
  readonly referrers: readonly Artifact[];
}

/** What an image is made from. */
export interface CreateImageOptions extends Origin {
  readonly bytes: Uint8Array;
  readonly module: WasmModule;
  readonly papers: Papers | null;
  /** The title of a module without papers. */
  readonly name: string;
  readonly variant: ImageVariant;
  /** Who packages, for the provenance: a URI. */
  readonly builderId?: string | undefined;
}

/** Label and member under which the papers of a module lie in an image's configuration, as JSON. */
const PAPERS_LABEL = "sluice.papers";

/** Makes an image of a module, with its bill of materials and its provenance. The same input gives the same digests. */
export function createImage(options: CreateImageOptions): Image {
  const { bytes, module, papers, name, variant, builderId } = options;
  const annotations = imageAnnotations(name, papers, options);
  const image = createManifest(bytes, papers, annotations, variant);
  const moduleDigest = digestOf(bytes);
  const sbom = writeSbom({ annotations, moduleDigest, isOurs: papers !== null, producers: readProducers(module) });
  const subject = image.manifest.descriptor;
  const manifestDigest = subject.digest;
  const provenance = writeProvenance({ annotations, manifestDigest, moduleDigest, variant, builderId });
  return {
    ...image,
    referrers: [
      createReferrer(subject, ATTACHMENT.sbom, sbom),
      createReferrer(subject, ATTACHMENT.provenance, provenance),
    ],
  };
}

function createManifest(
  bytes: Uint8Array,
  papers: Papers | null,
  annotations: Readonly<Record<string, string>>,
  variant: ImageVariant,
): Artifact {
  const types = variant === "docker" ? DOCKER : OCI;
  const { layers, diffIds } = createLayers(bytes, papers, variant);
  const labels = { ...annotations, ...(papers === null ? {} : { [PAPERS_LABEL]: JSON.stringify(papers) }) };
  // No module is of a platform; but what pulls images by platform takes this one everywhere.
  const platform = { architecture: "amd64", os: "linux" };
  const config = jsonBlob(
    { ...platform, config: { Labels: labels }, rootfs: { type: "layers", diff_ids: diffIds } },
    types.config,
  );
  const manifest = jsonBlob(
    {
      schemaVersion: 2,
      mediaType: types.manifest,
      config: config.descriptor,
      layers: layers.map(({ descriptor }) => descriptor),
      // Docker's form has no place for them but the labels.
      ...(variant === "docker" ? {} : { annotations }),
    },
    types.manifest,
  );
  return { manifest, blobs: [config, ...layers] };
}

function createLayers(bytes: Uint8Array, papers: Papers | null, variant: ImageVariant) {
  if (variant === "oci") {
    const runtime = jsonBlob(runtimeConfig(papers), WASM_ARTIFACT.config, { [TITLE]: "runtime-config.json" });
    const module = blobOf(bytes, WASM_ARTIFACT.module, { [TITLE]: MODULE_FILE });
    const layers = [runtime, module];
    return { layers, diffIds: layers.map(({ descriptor }) => descriptor.digest) };
  }
  const { tar, gzip } = packLayer(bytes);
  return { layers: [blobOf(gzip, (variant === "docker" ? DOCKER : OCI).layer)], diffIds: [digestOf(tar)] };
}

/** `runtime-config.json` of the Wasm image specification. */
function runtimeConfig(papers: Papers | null): object {
  const known = papers === null ? {} : { abiVersions: [papers.abi], config: { rootIds: papers.rootIds } };
  return { type: "envoy_proxy", ...known };
}

/** A manifest of one blob whose subject is another manifest. */
export function createReferrer(subject: Descriptor, artifactType: string, content: Uint8Array): Artifact {
  const config = blobOf(Buffer.from("{}"), OCI.empty);
  const layer = blobOf(content, artifactType);
  const { mediaType, digest, size } = subject;
  const manifest = jsonBlob(
    {
      schemaVersion: 2,
      mediaType: OCI.manifest,
      artifactType,
      config: config.descriptor,
      layers: [layer.descriptor],
      subject: { mediaType, digest, size },
    },
    OCI.manifest,
  );
  const descriptor = { ...manifest.descriptor, artifactType };
  return { manifest: { descriptor, bytes: manifest.bytes }, blobs: [config, layer] };
}

/** A value as JSON of the given type. */
export function jsonBlob(value: object, mediaType: string, annotations?: Readonly<Record<string, string>>): Blob {
  return blobOf(Buffer.from(JSON.stringify(value)), mediaType, annotations);
}
