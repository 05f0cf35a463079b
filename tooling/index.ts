/** What `import … from "sluice"` gives: the stages of the tooling as functions. Tests import `sluice/testing`. */

// Errors
export { ToolError, type ToolErrorCode, type ToolErrorOptions } from "./error.js";

// Modules: made, judged, read
export { type CompiledFilter, compileFilter, type CompileOptions } from "./compile/compile.js";
export type { SourceRecord } from "./compile/source-record.js";
export { checkModule, type Refusal } from "./check/check-module.js";
export { formatReport } from "./compile/inspect-report.js";
export { inspectModule, type ModuleReport } from "./compile/inspect.js";
export { type Papers, readPapers } from "./compile/papers.js";

// Gateways, on either engine
export { type EnvoyBinary, findEnvoy, type FindEnvoyOptions } from "./envoy/index.js";
export { type EnvoyGateway, type EnvoyOptions, startEnvoy } from "./envoy/index.js";
export { type Clock, FakeClock, Host, type HostOptions, startHost, validateConfiguration } from "./host/index.js";
export type {
  Engine,
  FailurePolicy,
  Gateway,
  GatewayOptions,
  LogEntry,
  LogLevelName,
  MetricSample,
  PluginKind,
  PluginSpec,
} from "./gateway.js";

// Manifests for Istio
export { createCanary, createManifest, type OptionNames } from "./manifest/index.js";
export { createChain, type CanaryOptions, type ChainOptions, type Manifest, toYaml } from "./manifest/index.js";
export { MANIFEST_KINDS, type ManifestKind, type ManifestOptions } from "./manifest/index.js";
export { rememberPrevious, rollBack } from "./manifest/index.js";
export { type Difference, diffObjects } from "./manifest/index.js";
export { type Files, toHelm, toKustomize, writeFiles, type WriteFilesOptions } from "./manifest/index.js";
export { defineConfig, findConfig, readChain, type SluiceConfig } from "./manifest/index.js";

// Images and their signatures
export { type PackageOptions, packageModule } from "./oci/package-module.js";
export { readLayout } from "./oci/read-layout.js";
export { writeLayout } from "./oci/write-layout.js";
export { parseReference, type Reference } from "./oci/reference.js";
export { type PushOptions, type PushResult, pushImage } from "./oci/push.js";
export { type PulledModule, pullModule } from "./oci/pull.js";
export type { ImageModule } from "./oci/image-module.js";
export { type SignResult, signImage } from "./sign/sign-image.js";
export { verifyImage, type VerifyOptions, type VerifyResult } from "./sign/verify-image.js";
export { type KeylessResult, verifyKeyless } from "./sign/verify-keyless.js";
export type { CertificateIdentity } from "./sign/judge-bundle.js";
export { readTrustedRoot, type SigstoreTrust } from "./sign/trusted-root.js";
export { readPrivateKey, readPublicKey } from "./sign/keys.js";
export type { Artifact, Image } from "./oci/image.js";
export type { Blob, Descriptor } from "./oci/descriptor.js";
export type { Digest } from "./oci/digest.js";
export type { ImageVariant } from "./oci/variants.js";
export type { RegistryAccess } from "./oci/registry/repository.js";
export type { RetryPolicy } from "./oci/registry/retry.js";
export type { Origin } from "./oci/annotations.js";
export type { UploadOptions, UploadOutcome } from "./oci/registry/upload.js";
export type { AskPassword } from "./sign/keys.js";

// New projects
export {
  createProject,
  type CreateProjectOptions,
  type Project,
  type TemplateName,
} from "./scaffold/create-project.js";
export type { PipelineKind } from "./scaffold/pipeline.js";
