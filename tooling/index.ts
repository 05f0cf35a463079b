/** What `import … from "sluice"` gives: the stages of the tooling as functions. Tests import `sluice/testing`. */

// Errors
export { ToolError, type ToolErrorCode, type ToolErrorOptions } from "./error.js";

// Modules: made, judged, read
export { type CompiledFilter, compileFilter, type CompileOptions } from "./compile/compile.js";
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
export { createChain, type ChainOptions, createManifest, type Manifest, toYaml } from "./manifest/index.js";
export { MANIFEST_KINDS, type ManifestKind, type ManifestOptions } from "./manifest/index.js";

// New projects
export {
  createProject,
  type CreateProjectOptions,
  type Project,
  type TemplateName,
} from "./scaffold/create-project.js";
