import { SELECTOR } from "./gateway-objects.js";
import { type ModuleSource, type PublishedModule, sluice } from "./publisher.js";

/** The forms of a manifest that Istio reads, each by the flags that ask for it. */
export const KINDS = {
  WasmPlugin: ["--kind", "WasmPlugin"],
  TrafficExtension: ["--kind", "TrafficExtension"],
  EnvoyFilter: ["--kind", "EnvoyFilter"],
  "EnvoyFilter, inline": ["--kind", "EnvoyFilter", "--inline"],
} as const;
export type Kind = keyof typeof KINDS;

export interface ManifestRequest {
  readonly kind: Kind;
  readonly name: string;
  readonly module: PublishedModule;
  /** Default: the registry's. */
  readonly source?: ModuleSource;
  /** A JSON object, or a file of JSON. */
  readonly config?: string;
  /** Further flags. */
  readonly flags?: readonly string[];
}

/** What `sluice manifest` prints for the gateway of the mesh. */
export function printManifest(request: ManifestRequest): Promise<string> {
  const { kind, name, module, source = module.oci, config, flags = [] } = request;
  return sluice(
    ...["manifest", module.file, ...KINDS[kind], "--name", name, "--selector", SELECTOR],
    ...[
      "--url",
      source.url,
      "--sha256",
      source.sha256,
      ...(config === undefined ? [] : ["--config", config]),
      ...flags,
    ],
  );
}
