import { type Command, Option } from "commander";
import type { JsonValue } from "../../istio/index.js";
import { ToolError } from "../error.js";
import { FIELD_NAMES } from "../manifest/fields.js";
import { MANIFEST_KINDS, type ManifestKind, type ManifestOptions } from "../manifest/options.js";
import { givenAs } from "./environment.js";
import type { ManifestOutputFlags } from "./manifest-output.js";
import { flagOf } from "./option-names.js";
import type { SignatureFlags } from "./verified-module.js";

/** What commander hands over: the options of the library, but for those that two flags share or that must be read. */
export interface ManifestFlags
  extends
    Omit<ManifestOptions, "module" | "kinds" | "configuration" | "cluster" | "form">,
    SignatureFlags,
    RevisionFlags,
    ManifestOutputFlags {
  readonly kind?: readonly ManifestKind[];
  readonly file?: string;
  readonly config?: string;
  readonly cluster?: string;
  readonly existingCluster?: string;
  readonly timeout?: number;
  readonly env?: Record<string, string>;
  readonly hostEnv?: string[];
  readonly targetRef?: ManifestOptions["targetRefs"];
  readonly unrestricted?: true;
  readonly inline?: true;
  readonly createNamespace?: true;
  readonly callout?: string[];
  readonly statsTags?: true;
  readonly route?: string[];
}

interface RevisionFlags {
  readonly canary?: string;
  readonly canarySelector?: Record<string, string>;
  readonly canarySha256?: string;
  readonly previous?: string;
  readonly rollback?: string;
}

/** Fields that two flags share, or whose value is not the flag's. */
const READ = ["module", "kinds", "configuration", "cluster", "form"] as const;

/**
 * The options of the library that flags stand for, but for the module.
 *
 * @throws ToolError `ERR_USAGE` where `--kind` is missing, and as `readConfiguration`
 */
export async function toManifestOptions(
  flags: ManifestFlags,
  command: Command,
): Promise<Omit<ManifestOptions, "module">> {
  const { kind, config, cluster, existingCluster, inline } = flags;
  if (kind === undefined) {
    throw new ToolError("ERR_USAGE", "--kind is missing", { hint: `name one of ${MANIFEST_KINDS.join(", ")}` });
  }
  const configuration = config === undefined ? undefined : await readText(config, givenAs(command, "--config"));
  return {
    ...taken(flags),
    kinds: kind,
    ...(configuration === undefined ? {} : { configuration }),
    ...(cluster === undefined ? {} : { cluster: { name: cluster } }),
    ...(existingCluster === undefined ? {} : { cluster: { name: existingCluster, isExisting: true } }),
    ...(inline === undefined ? {} : { form: "inline" }),
  };
}

async function readText(config: string, option: string): Promise<JsonValue> {
  const { readConfiguration } = await import("../read-configuration.js");
  const configuration = await readConfiguration(config, option);
  if (!(configuration instanceof Uint8Array)) return configuration as JsonValue;
  throw new ToolError("ERR_USAGE", `${option}: ${config} holds bytes that are no UTF-8, which no manifest carries`, {
    hint: "write them as text, such as base64",
  });
}

/** Each of the others has the value of its flag. */
function taken(flags: ManifestFlags): Partial<ManifestOptions> {
  const values = new Map<string, unknown>(Object.entries(flags));
  const isTaken = (field: (typeof FIELD_NAMES)[number]): field is Exclude<typeof field, (typeof READ)[number]> =>
    !READ.some((read) => read === field);
  const given = FIELD_NAMES.filter(isTaken)
    .map((field) => [field, values.get(new Option(flagOf(field)).attributeName())] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
