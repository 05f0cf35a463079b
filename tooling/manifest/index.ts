export { createChain, placeInChain, type ChainOptions } from "./chain.js";
export { CONFIG_FILE, readChain } from "./read-chain.js";
export { type Difference, diffObjects } from "./diff.js";
export { createManifest, type Manifest } from "./manifest.js";
export { DEFAULT_NAMESPACE, MANIFEST_KINDS, type ManifestKind, type ManifestOptions } from "./options.js";
export { toYaml } from "./to-yaml.js";
export { registryUrl } from "../../istio/index.js";
