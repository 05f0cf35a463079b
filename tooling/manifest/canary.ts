import type { StringMap } from "../../istio/index.js";
import { ToolError } from "../error.js";
import { distinctObjects } from "./distinct-objects.js";
import type { ManifestOption } from "./fields.js";
import { createManifest, type Manifest } from "./manifest.js";
import { OWN_NAMES, type OptionNames } from "./option-names.js";
import { ISTIO_KINDS, type ManifestKind, type ManifestOptions } from "./options.js";

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

const KINDS: readonly ManifestKind[] = [...ISTIO_KINDS, "registry"];

/**
 * Makes the objects of two revisions side by side: the stable one, and the same as `NAME-canary` with another module and other workloads.
 * How much of the traffic each gets is a matter of the workloads: of their numbers behind one Service, or of a VirtualService's weights.
 *
 * @param names as for `createManifest`
 * @throws ToolError as `createManifest`, and `ERR_USAGE` where a workload could run both, or an option means one module
 *
 * @example
 * await createCanary({
 *   module: "oci://registry.example.com/auth:1.0.0", selector: { istio: "ingressgateway", revision: "stable" },
 *   canary: "oci://registry.example.com/auth:2.0.0", canarySelector: { istio: "ingressgateway", revision: "canary" },
 *   kinds: ["WasmPlugin"],
 * });
 */
export async function createCanary(canaryOptions: CanaryOptions, names: OptionNames = OWN_NAMES): Promise<Manifest> {
  const { canary, canaryBytes, canarySha256, canarySelector, ...options } = canaryOptions;
  refuse(options, canarySelector, canarySha256 !== undefined, names);
  const stable = await createManifest(options, names);
  const plugin = stable.objects.find(({ kind }) => options.kinds.some((asked) => asked === kind));
  const name = `${plugin?.metadata.name ?? ""}-canary`;
  const { registryName } = options;
  const changed = registryName === undefined ? {} : { registryName: `${registryName}-canary` };
  const { moduleBytes: _stable, sha256: _digest, ...same } = options;
  const next: ManifestOptions = {
    ...same,
    ...changed,
    name,
    module: canary,
    selector: canarySelector,
    ...(canaryBytes === undefined ? {} : { moduleBytes: canaryBytes }),
    ...(canarySha256 === undefined ? {} : { sha256: canarySha256 }),
  };
  const added = await createManifest(next, namesOfCanary(names));
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

/** The options as they are called where they are the new revision's. */
export function namesOfCanary({ subject, mention }: OptionNames): OptionNames {
  const own = { selector: "canarySelector", module: "canary", sha256: "canarySha256" } as const;
  const optionOf = (option: ManifestOption): ManifestOption =>
    Object.hasOwn(own, option) ? own[option as keyof typeof own] : option;
  return {
    subject: (option, value) => subject(optionOf(option), value),
    mention: (option, value) => mention(optionOf(option), value),
  };
}

function refuse(
  { selector, kinds, ...options }: ManifestOptions,
  canarySelector: StringMap,
  isEachPinned: boolean,
  { subject, mention }: OptionNames,
): void {
  const kind = kinds.find((each) => !KINDS.includes(each));
  if (kind !== undefined || !kinds.some((each) => each !== "registry")) {
    throw new ToolError(
      "ERR_USAGE",
      `${subject("canary")} is for kinds with a selector, and ${kind ?? "registry"} has none`,
      {
        hint: `use one of ${ISTIO_KINDS.join(", ")}`,
      },
    );
  }
  for (const field of ["url", "sha256", "pluginName", "patchName", "vmId"] as const) {
    if (options[field] === undefined || (field === "sha256" && isEachPinned)) continue;
    const hints = {
      url: `give image references, or add ${mention("kinds", "registry")}`,
      sha256: `give that of the other one with ${mention("canarySha256")}`,
    };
    throw new ToolError("ERR_USAGE", `${subject(field)} is for one module, and ${mention("canary")} makes two`, {
      hint: field === "url" || field === "sha256" ? hints[field] : "take it out",
    });
  }
  const isApart = Object.entries(canarySelector).some(([key, value]) => (selector?.[key] ?? value) !== value);
  if (isApart) return;
  throw new ToolError(
    "ERR_USAGE",
    `${subject("canarySelector")} leaves workloads that ${mention("selector")} means too: they would run both revisions`,
    {
      hint: "give a label of one key in both, with another value: revision=stable and revision=canary",
    },
  );
}
