import { join } from "node:path";
import { ToolError } from "../error.js";
import { isDigest } from "../oci/digest.js";
import { formatReference, parseReference } from "../oci/reference.js";

/** The steps of a pipeline, in their order. */
export const CI_STEPS = [
  ...(["build", "check", "test", "size", "bench", "package", "push"] as const),
  ...(["sign", "verify", "manifest", "comment"] as const),
] as const;
/** One of `CI_STEPS`. */
export type CiStep = (typeof CI_STEPS)[number];

/** What a pipeline works on. */
export interface CiOptions {
  /** Folder or entry file of the filter. */
  readonly filter: string;
  /** Name of the module and of the files made from it. */
  readonly name: string;
  /** Folder of what the steps hand on to each other, and of the artifacts. */
  readonly folder: string;
  /** Image that is pushed, `HOST/REPOSITORY:TAG`. */
  readonly reference?: string;
  /** File of the private key. */
  readonly key?: string;
  /** File of the public key. */
  readonly verifyKey?: string;
  /** The last release: a module's file, or an image reference. */
  readonly against?: string;
  /** Kinds of the manifest, with commas between them. */
  readonly kind: string;
  readonly isInsecure: boolean;
}

/** A program that a step runs: `sluice` is this command line. */
export interface StepCommand {
  readonly program: "sluice" | "npm";
  readonly args: readonly string[];
  /** The file that keeps what it writes to stdout. */
  readonly stdout?: string;
}

/** Where a pipeline keeps what. */
export function ciFiles({ folder, name, against }: Pick<CiOptions, "folder" | "name" | "against">) {
  return {
    module: join(folder, `${name}.wasm`),
    /** Of the last release. */
    released: against?.endsWith(".wasm") === true ? against : join(folder, "released.wasm"),
    layout: join(folder, "layout"),
    bench: join(folder, "bench.json"),
    push: join(folder, "push.json"),
    manifest: join(folder, "manifests", `${name}.yaml`),
    comment: join(folder, "comment.md"),
  };
}

/**
 * The command of a step: each can be run by hand as well. Null for those that only look at what the others made, and for what has
 * nothing to do.
 *
 * @param digest of the image that was pushed, null where none was
 * @throws ToolError `ERR_USAGE` naming the flag, or the step, that is missing
 */
export function commandOf(step: CiStep, options: CiOptions, digest: string | null): StepCommand | null {
  const { filter, reference, key, verifyKey, against, kind, isInsecure } = options;
  const files = ciFiles(options);
  const insecure = isInsecure ? ["--insecure"] : [];
  const sluice = (args: readonly string[], stdout?: string): StepCommand => {
    return { program: "sluice", args, ...(stdout === undefined ? {} : { stdout }) };
  };
  switch (step) {
    case "build":
      return sluice(["build", filter, "-o", files.module]);
    case "check":
      return sluice(["check", files.module]);
    case "test":
      return { program: "npm", args: ["test"] };
    case "size":
      return against === undefined || against === files.released
        ? null
        : sluice(["pull", against, "-o", files.released, ...insecure]);
    case "bench":
      return sluice(
        ["bench", files.module, "--json", ...(against === undefined ? [] : ["--against", files.released])],
        files.bench,
      );
    case "package":
      return sluice(["package", files.module, "-o", files.layout]);
    case "push":
      return sluice(
        ["push", `file:${files.layout}`, given(step, "--reference", reference), "--json", ...insecure],
        files.push,
      );
    case "sign":
      return sluice(["sign", pinned(step, reference, digest), "--key", given(step, "--key", key), ...insecure]);
    case "verify":
      return sluice([
        "verify",
        pinned(step, reference, digest),
        "--key",
        given(step, "--verify-key", verifyKey),
        ...insecure,
      ]);
    case "manifest": {
      const image = given(step, "--reference", reference);
      const sha256 = pinned(step, reference, digest).replace(/^.*@sha256:/, "");
      return sluice(
        ["manifest", files.module, "--kind", kind, "--url", `oci://${image}`, "--sha256", sha256],
        files.manifest,
      );
    }
    case "comment":
      return null;
  }
}

function given(step: CiStep, flag: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new ToolError("ERR_USAGE", `${flag} is missing, and step ${step} needs it`, {
    hint: `give it, set its variable, or leave the step out: --skip ${step}`,
  });
}

/** The image by its digest: what a tag names may change between two steps. */
function pinned(step: CiStep, reference: string | undefined, digest: string | null): string {
  const image = given(step, "--reference", reference);
  if (digest !== null && isDigest(digest)) return formatReference({ ...parseReference(image), tag: null, digest });
  throw new ToolError("ERR_USAGE", `step ${step} needs the digest of what step push pushed, and there is none`, {
    hint: "run step push first, with the same --out",
  });
}
