/**
 * The forms of image that Istio's and Envoy Gateway's fetchers accept. `compat`, the default: one `tar+gzip` layer with
 * `plugin.wasm`; `oci`: the Wasm artifact, two layers with the bare module and its configuration; `docker`: as `compat`, in Docker's media types.
 */
export const IMAGE_VARIANTS = ["compat", "oci", "docker"] as const;

/** One of {@link IMAGE_VARIANTS}. */
export type ImageVariant = (typeof IMAGE_VARIANTS)[number];
