import type { StringMap } from "../../istio/index.js";
import { ToolError } from "../error.js";
import { distinctObjects } from "./distinct-objects.js";
import { flagOf } from "./flags.js";
import { createManifest, type Manifest } from "./manifest.js";
import type { ManifestKind, ManifestOptions } from "./options.js";

/** A plugin, and the revision that is to take its place, each on workloads of its own. */
export interface CanaryOptions extends ManifestOptions {
  /** The module of the new revision. */
  readonly canary: string;
  /** Its bytes, as `moduleBytes`. */
  readonly canaryBytes?: Uint8Array;
  /** As `sha256`, of the new revision. */
  readonly canarySha256?: string;
  /** Labels of its workloads; one of them has another value in `selector`. */
  readonly canarySelector: StringMap;
}

const KINDS: readonly ManifestKind[] = ["WasmPlugin", "TrafficExtension", "EnvoyFilter", "registry"];

/** As the library's `createCanary`, but what is said of an option names the command line's flag. */
export async function createCanary(canaryOptions: CanaryOptions): Promise<Manifest> {
  const { canary, canaryBytes, canarySha256, canarySelector, ...options } = canaryOptions;
  refuse(options, canarySelector, canarySha256 !== undefined);
  const stable = await createManifest(options);
  const plugin = stable.objects.find(({ kind }) => options.kinds.some((asked) => asked === kind));
  const name = `${plugin?.metadata.name ?? ""}-canary`;
  const { registryName } = options;
  const changed = registryName === undefined ? {} : { registryName: `${registryName}-canary` };
  const { moduleBytes: _stable, sha256: _digest, ...same } = options;
  const added = await createManifest({
    ...{ ...same, ...changed, name, module: canary, selector: canarySelector },
    ...(canaryBytes === undefined ? {} : { moduleBytes: canaryBytes }),
    ...(canarySha256 === undefined ? {} : { sha256: canarySha256 }),
  }).catch((error: unknown) => {
    throw namingCanary(error);
  });
  return {
    objects: distinctObjects([...stable.objects, ...added.objects]),
    fragment: null,
    notes: [
      ...new Set([...stable.notes, ...added.notes]),
      `a workload that has the labels of neither selector runs neither revision: label all of them before you apply this`,
      "the weight of the canary is that of its workloads: their share of the pods behind one Service, or a VirtualService's weight",
    ],
  };
}

/** What is wrong with the canary, said of the flags that describe it. */
function namingCanary(error: unknown): unknown {
  if (!(error instanceof ToolError)) return error;
  const { code, message, hint } = error;
  const named = message.replace(/^--selector\b/, "--canary-selector").replace(/^MODULE\b/, "--canary");
  return new ToolError(code, named, { ...(hint === undefined ? {} : { hint }), cause: error });
}

function refuse(
  { selector, kinds, ...options }: ManifestOptions,
  canarySelector: StringMap,
  isEachPinned: boolean,
): void {
  const kind = kinds.find((each) => !KINDS.includes(each));
  if (kind !== undefined || !kinds.some((each) => each !== "registry")) {
    throw new ToolError("ERR_USAGE", `--canary is for kinds with a selector, and ${kind ?? "registry"} has none`, {
      hint: `use one of ${KINDS.slice(0, -1).join(", ")}`,
    });
  }
  for (const field of ["url", "sha256", "pluginName", "patchName", "vmId"] as const) {
    if (options[field] === undefined || (field === "sha256" && isEachPinned)) continue;
    throw new ToolError("ERR_USAGE", `${flagOf(field)} is for one module, and --canary makes two`, {
      hint: field === "url" || field === "sha256" ? "give image references, or add --kind registry" : "take it out",
    });
  }
  const isApart = Object.entries(canarySelector).some(([key, value]) => (selector?.[key] ?? value) !== value);
  if (isApart) return;
  throw new ToolError(
    "ERR_USAGE",
    "--canary-selector leaves workloads that --selector means too: they would run both revisions",
    {
      hint: "give a label of one key in both, with another value: --selector revision=stable --canary-selector revision=canary",
    },
  );
}
