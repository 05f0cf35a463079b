// One plugin, its revisions, a chain
export { createManifest, type Manifest } from "./manifest.js";
export { DEFAULT_NAMESPACE, MANIFEST_KINDS, type ManifestKind, type ManifestOptions } from "./options.js";
export { createCanary, namesOfCanary, type CanaryOptions } from "./canary.js";
export { createChain, placeInChain, type ChainOptions } from "./chain.js";
export { PREVIOUS, rememberPrevious, rollBack } from "./revision.js";
export { type DescribedPlugin, namesInChain, type OptionNames } from "./option-names.js";

// A chain described in a file
export { CONFIG_FILES, findConfig } from "./find-config.js";
export { defineConfig } from "./define-config.js";
export { readChain, readConfig } from "./read-chain.js";
export type { SluiceConfig } from "./sluice-config.js";

// What becomes of the objects
export { type Difference, diffObjects } from "./diff.js";
export { toHelm } from "./output/helm.js";
export { toKustomize } from "./output/kustomize.js";
export type { Files } from "./output/files.js";
export { writeFiles, type WriteFilesOptions } from "./output/write-files.js";
export { toYaml } from "./to-yaml.js";

/** For whoever serves a module as the registry would. */
export { registryUrl } from "../../istio/index.js";
