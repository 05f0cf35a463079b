import { ToolError } from "../error.js";
import { type Digest, digestOf, isDigest } from "./digest.js";
import { DOCKER, OCI } from "./media-types.js";

/** What names some content: its type, its digest and its size (OCI image specification, descriptor). */
export interface Descriptor {
  /** Type of the content. */
  readonly mediaType: string;
  /** SHA-256 of the content. */
  readonly digest: Digest;
  /** Bytes of the content. */
  readonly size: number;
  /** Of a manifest in an index: the type of artifact that it is. */
  readonly artifactType?: string;
  /** Of the content, or of its place among others. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Content with what names it. */
export interface Blob {
  /** Says what the bytes are. */
  readonly descriptor: Descriptor;
  /** As they are stored and transferred. */
  readonly bytes: Uint8Array;
}

/** An image manifest of OCI or of Docker, as far as this tooling reads it. */
export interface ImageManifest {
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly artifactType?: string;
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Some bytes as a blob. */
export function blobOf(bytes: Uint8Array, mediaType: string, annotations?: Readonly<Record<string, string>>): Blob {
  const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
  return { descriptor: annotations === undefined ? descriptor : { ...descriptor, annotations }, bytes };
}

/**
 * Reads an image manifest that nobody vouches for.
 *
 * @param name what the manifest is to its reader, for the message
 * @throws ToolError `ERR_IMAGE_INVALID`, with the JSON path of the fault; for an index too, since Istio compares digests with
 *   those of the manifests in it.
 */
export function parseManifest(bytes: Uint8Array, name: string, contentType?: string): ImageManifest {
  const value = parseObject(bytes, name);
  const mediaType = value["mediaType"] ?? (contentType || OCI.manifest);
  if (mediaType === OCI.index || mediaType === DOCKER.list || "manifests" in value) {
    throw new ToolError("ERR_IMAGE_INVALID", `${name} is an index of images, not an image`, {
      hint: "push a single manifest, as `sluice push` does: proxies compare the digest of the manifest, never of an index",
    });
  }
  if (mediaType !== OCI.manifest && mediaType !== DOCKER.manifest) {
    throw invalid(name, "$.mediaType", "must be that of an image manifest");
  }
  const { layers, artifactType } = value;
  if (!Array.isArray(layers)) throw invalid(name, "$.layers", "must be an array");
  return {
    mediaType,
    config: parseDescriptor(value["config"], name, "$.config"),
    layers: layers.map((layer, index) => parseDescriptor(layer, name, `$.layers[${index}]`)),
    ...(typeof artifactType === "string" ? { artifactType } : {}),
    ...(value["subject"] === undefined ? {} : { subject: parseDescriptor(value["subject"], name, "$.subject") }),
    ...(value["annotations"] === undefined
      ? {}
      : { annotations: parseAnnotations(value["annotations"], name, "$.annotations") }),
  };
}

/**
 * Reads the descriptors in an index: of a layout, or of referrers.
 *
 * @throws ToolError `ERR_IMAGE_INVALID`, with the JSON path of the fault.
 */
export function parseIndex(bytes: Uint8Array, name: string): Descriptor[] {
  const { manifests } = parseObject(bytes, name);
  if (!Array.isArray(manifests)) throw invalid(name, "$.manifests", "must be an array");
  return manifests.map((manifest, index) => parseDescriptor(manifest, name, `$.manifests[${index}]`));
}

/** An index as bytes: with the same descriptors always the same. */
export function writeIndex(manifests: readonly Descriptor[]): Uint8Array {
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI.index, manifests }));
}

function parseDescriptor(value: unknown, name: string, path: string): Descriptor {
  if (!isObject(value)) throw invalid(name, path, "must be a descriptor");
  const { mediaType, digest, size, artifactType, annotations } = value;
  if (typeof mediaType !== "string" || mediaType === "") throw invalid(name, `${path}.mediaType`, "must be a string");
  if (!isDigest(digest)) throw invalid(name, `${path}.digest`, "must be a SHA-256 digest");
  if (!Number.isSafeInteger(size) || (size as number) < 0) {
    throw invalid(name, `${path}.size`, "must be a number of bytes");
  }
  return {
    ...{ mediaType, digest, size: size as number },
    ...(typeof artifactType === "string" ? { artifactType } : {}),
    ...(annotations === undefined ? {} : { annotations: parseAnnotations(annotations, name, `${path}.annotations`) }),
  };
}

function parseAnnotations(value: unknown, name: string, path: string): Record<string, string> {
  // Docker's tools write null where there are none.
  if (value === null) return {};
  const isTexts = isObject(value) && Object.values(value).every((text) => typeof text === "string");
  if (!isTexts) throw invalid(name, path, "must be an object of strings");
  return value as Record<string, string>;
}

/**
 * The object that some JSON is.
 *
 * @throws ToolError `ERR_IMAGE_INVALID`, naming `name`
 */
export function parseObject(bytes: Uint8Array, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ToolError("ERR_IMAGE_INVALID", `${name} is not JSON`, { hint: HINT, cause });
  }
  if (!isObject(value)) throw invalid(name, "$", "must be an object");
  return value;
}

const HINT = "it is damaged, or no image: package or push it again";

function invalid(name: string, path: string, what: string): ToolError {
  return new ToolError("ERR_IMAGE_INVALID", `${name}: ${path}: ${what}`, { hint: HINT });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
