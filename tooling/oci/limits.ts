/** A manifest, an index or a configuration: registries refuse more than 4 MiB themselves. */
export const MANIFEST_BYTES_MAX = 4 * 1024 * 1024;

/** A layer as it is transferred, and the module inside it: what Envoy Gateway takes, and Istio as well. */
export const LAYER_BYTES_MAX = 256 * 1024 * 1024;
