import { existsSync } from "node:fs";
import { ToolError, type ToolErrorCode } from "../error.js";
import { type Digest, hexOf } from "../oci/digest.js";
import { formatReference, parseReference } from "../oci/reference.js";
import { ciFiles, moduleFiles } from "./files.js";
import type { CiModule } from "./modules.js";
import type { CiOptions, CiStep, CommonStep, ModuleStep } from "./steps.js";

/** A program that a step runs: `sluice` is this command line. */
export interface StepCommand {
  readonly program: "sluice" | "npm";
  readonly args: readonly string[];
  /** The file that keeps what it writes to stdout. */
  readonly stdout?: string;
  /** The error that is none here: what it looks for need not be there. */
  readonly mayLack?: ToolErrorCode;
}

/**
 * The command of a step for one module: each can be run by hand as well. Null for what has nothing to do.
 *
 * @param digest of the image that was pushed, null where none was
 * @throws ToolError `ERR_USAGE` naming the flag, or the step, that is missing
 */
export function moduleCommand(
  step: ModuleStep,
  module: CiModule,
  { key, verifyKey, config: ofOne, origin, isInsecure, isTls }: CiOptions,
  digest: Digest | null,
): StepCommand | null {
  const { filters, against, measured } = module;
  const files = moduleFiles(module);
  const access = [...(isInsecure ? ["--insecure"] : []), ...(isTls ? ["--tls"] : [])];
  const sluice = (args: readonly string[], stdout?: string): StepCommand => {
    return { program: "sluice", args, ...(stdout === undefined ? {} : { stdout }) };
  };
  const image = () => pinned(step, module, digest);
  switch (step) {
    case "build":
      return filters.length === 0 ? null : sluice(["build", ...filters, "-o", files.module]);
    case "check":
      return sluice(["check", files.module]);
    case "size":
      return against === undefined || against === files.released
        ? null
        : {
            ...sluice(["pull", against, "-o", files.released, "--json", ...access], files.release),
            mayLack: "ERR_REGISTRY_NOT_FOUND",
          };
    case "bench": {
      const isComparable = against !== undefined && existsSync(files.released);
      const compared = isComparable ? ["--against", files.released] : [];
      const rootId = measured.rootId === undefined ? [] : ["--root-id", measured.rootId];
      const own = measured.configuration === undefined ? ofOne : files.configuration;
      const config = own === undefined ? [] : ["--config", own];
      return sluice(["bench", files.module, "--json", ...compared, ...rootId, ...config], files.bench);
    }
    case "package":
      return sluice(["package", files.module, "-o", files.layout, ...flagsOf(origin)]);
    case "push":
      return sluice(["push", `file:${files.layout}`, referenceOf(step, module), "--json", ...access], files.push);
    case "sign":
      return sluice(["sign", image(), "--key", given(step, "--key", key), ...access]);
    case "verify":
      return sluice(["verify", image(), "--key", given(step, "--verify-key", verifyKey), ...access]);
  }
}

/**
 * The command of a step for all modules together, as `moduleCommand`.
 *
 * @param digests of the images that were pushed, in the order of the modules
 */
export function commonCommand(
  step: CommonStep,
  options: CiOptions,
  digests: readonly (Digest | null)[],
): StepCommand | null {
  const { modules, chain, kind, config } = options;
  const files = ciFiles(options);
  const [module] = modules;
  if (step === "test") return { program: "npm", args: ["test"] };
  if (step === "comment" || module === undefined) return null;
  const images = modules.map((each, index) => pushedAs(step, each, digests[index] ?? null));
  const [{ url, sha256 } = { url: "", sha256: "" }] = images;
  const from =
    chain === null
      ? [
          ...[moduleFiles(module).module, "--kind", kind ?? "WasmPlugin", "--url", url, "--sha256", sha256],
          ...flagsOf({ config }),
        ]
      : ["--file", files.chain, ...flagsOf({ kind })];
  const args = ["manifest", ...from];
  return step === "validate"
    ? { program: "sluice", args: [...args, "--dry-run"] }
    : { program: "sluice", args, stdout: files.manifest };
}

/** `--name value` of each that has a value. */
function flagsOf(values: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

/** Stands for the digest of what is not pushed yet, while something is only tried. */
export const ANY_DIGEST: Digest = `sha256:${"0".repeat(64)}`;
const ANY_REFERENCE = "registry.invalid/module:0";

/** Where proxies get a module that was pushed, and what they hold it against: both by its digest, wherever the tag leads by then. */
export function pushedAs(step: CiStep, module: CiModule, pushed: Digest | null) {
  const isTrial = step === "validate";
  const digest = isTrial ? ANY_DIGEST : requireDigest(step, pushed);
  const reference = isTrial ? (module.reference ?? ANY_REFERENCE) : referenceOf(step, module);
  return { url: `oci://${formatReference({ ...parseReference(reference), digest })}`, sha256: hexOf(digest) };
}

function referenceOf(step: CiStep, { reference }: CiModule): string {
  return given(step, "--reference", reference);
}

function given(step: CiStep, flag: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new ToolError("ERR_USAGE", `${flag} is missing, and step ${step} needs it`, {
    hint: `give it, set its variable, or leave the step out: --skip ${step}`,
  });
}

/** The image by its digest: what a tag names may change between two steps. */
function pinned(step: CiStep, module: CiModule, digest: Digest | null): string {
  const reference = parseReference(referenceOf(step, module));
  return formatReference({ ...reference, tag: null, digest: requireDigest(step, digest) });
}

function requireDigest(step: CiStep, digest: Digest | null): Digest {
  if (digest !== null) return digest;
  throw new ToolError("ERR_USAGE", `step ${step} needs the digest of what step push pushed, and there is none`, {
    hint: "run step push first, with the same --out",
  });
}
