import { ToolError } from "../error.js";
import { quoteNames } from "../quote-name.js";
import type { Descriptor, ImageManifest } from "./descriptor.js";
import { unpackLayer } from "./layer.js";
import { DOCKER, OCI, WASM_ARTIFACT } from "./media-types.js";
import type { ImageVariant } from "./variants.js";

/** What every module starts with; proxies look no further. */
const MAGIC = Buffer.from("\0asm");

/** The module of an image. */
export interface ImageModule {
  /** The bytes of the module. */
  readonly module: Uint8Array;
  /** Which form the image has. */
  readonly variant: ImageVariant;
}

/**
 * Reads the module of an image of any form that Istio accepts.
 *
 * @param name what the image is to its reader, for the message
 * @param read gives the content of the layer that holds it
 * @throws ToolError `ERR_IMAGE_INVALID` for an image that Istio would not read either, and what `read` throws
 */
export async function readImageModule(
  manifest: ImageManifest,
  name: string,
  read: (layer: Descriptor) => Promise<Uint8Array>,
): Promise<ImageModule> {
  const { layer, variant } = selectLayer(manifest, name);
  const content = await read(layer);
  const module = variant === "oci" ? content : await unpackLayer(content);
  if (MAGIC.equals(module.subarray(0, MAGIC.length))) return { module, variant };
  throw new ToolError("ERR_IMAGE_INVALID", `${name}: what is in its layer is no WebAssembly module`, {
    hint: "push a compiled module with `sluice push`",
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
