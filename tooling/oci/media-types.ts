/** Media types of the OCI image specification 1.1. */
export const OCI = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  empty: "application/vnd.oci.empty.v1+json",
} as const;

/** Media types of Docker's image manifest, version 2, schema 2. */
export const DOCKER = {
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
  list: "application/vnd.docker.distribution.manifest.list.v2+json",
  config: "application/vnd.docker.container.image.v1+json",
  layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
} as const;

/** Media types of the Wasm artifact image: what Istio calls the `oci` variant. */
export const WASM_ARTIFACT = {
  module: "application/vnd.module.wasm.content.layer.v1+wasm",
  config: "application/vnd.module.wasm.config.v1+json",
} as const;

/** What is attached to an image as a referrer. */
export const ATTACHMENT = {
  sbom: "application/vnd.cyclonedx+json",
  provenance: "application/vnd.in-toto+json",
} as const;
