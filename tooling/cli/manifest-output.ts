import { type Command, Option } from "commander";
import { ToolError } from "../error.js";
import { readInput } from "../read-input.js";
import type { Difference, Manifest } from "../manifest/index.js";
import { nonEmpty } from "./arguments.js";
import type { Output } from "./output.js";

/** The forms of a manifest: two for stdout or a file, two that are folders. */
const FORMS = ["yaml", "json", "kustomize", "helm"] as const;

/** What commander hands over of the options that say what becomes of a manifest. */
export interface ManifestOutputFlags {
  readonly output?: (typeof FORMS)[number];
  readonly out?: string;
  readonly chartVersion?: string;
  readonly force?: true;
  readonly dryRun?: true;
  readonly diff?: string;
}

/** Adds the options that say what becomes of a manifest. */
export function withOutputOptions(command: Command): Command {
  return command
    .optionsGroup("Output:")
    .addOption(
      new Option("--output <form>", "kustomize: a base and an overlay; helm: a chart (default: yaml)").choices(FORMS),
    )
    .option("-o, --out <path>", "write there: a file, or the folder of kustomize and helm (default: stdout)", nonEmpty)
    .option("--chart-version <version>", "helm: version of the chart (default: 0.1.0)", nonEmpty)
    .option("--force", "replace files that were not made by this command")
    .option("--dry-run", "make and check everything, and say what would be written")
    .option(
      "--diff <path>",
      "say what applying would change in the objects of this file, and print no manifest",
      nonEmpty,
    );
}

/**
 * Refuses flags that contradict each other, before anything is made.
 *
 * @throws ToolError `ERR_USAGE`
 */
export function refuseOutputFlags(flags: ManifestOutputFlags): void {
  const { output = "yaml", out, chartVersion, force, diff, dryRun } = flags;
  const isFolder = output === "kustomize" || output === "helm";
  const rules: readonly (readonly [isBroken: boolean, message: string, hint: string])[] = [
    [isFolder && out === undefined, `--output ${output} is a folder, and none is named`, "name it with -o"],
    [chartVersion !== undefined && output !== "helm", "--chart-version is for --output helm", "take it out"],
    [chartVersion !== undefined && !SEMVER.test(chartVersion), "--chart-version is no version", "write it as 1.2.3"],
    [force === true && !isFolder, "--force is for the folders of --output kustomize and helm", "take it out"],
    [
      diff !== undefined && (flags.output !== undefined || out !== undefined || dryRun === true),
      "--diff prints no manifest",
      "leave out --output, -o and --dry-run",
    ],
  ];
  const [broken] = rules.filter(([isBroken]) => isBroken);
  if (broken !== undefined) throw new ToolError("ERR_USAGE", broken[1], { hint: broken[2] });
}

const SEMVER = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** Prints a manifest, or writes it, or says what would be: as the flags want it. */
export async function outputManifest(manifest: Manifest, flags: ManifestOutputFlags, output: Output): Promise<void> {
  const { output: form = "yaml", out, dryRun, diff } = flags;
  if (diff !== undefined) return outputDiff(manifest, diff, output);
  if (form === "kustomize" || form === "helm") {
    return outputFolder(manifest, { ...flags, form, out: out ?? "" }, output);
  }
  const { toYaml } = await import("../manifest/index.js");
  const { objects, fragment } = manifest;
  const value = fragment ?? { apiVersion: "v1", kind: "List", items: objects };
  const text =
    form === "json" ? `${JSON.stringify(value, null, 2)}\n` : toYaml(fragment === null ? objects : [fragment]);
  if (dryRun === true) sayWritten(manifest, out === undefined ? [] : [out], output, dryRun);
  else if (out === undefined) output.result(value, text);
  else {
    const { writeAtomically } = await import("../atomic-write.js");
    await writeAtomically(out, text);
    sayWritten(manifest, [out], output);
  }
}

async function outputDiff({ objects }: Manifest, file: string, output: Output): Promise<void> {
  const { diffObjects } = await import("../manifest/index.js");
  const found = diffObjects(objects, file, (await readInput(file, "--diff")).toString("utf8"));
  const lines = found.map((each) => `${each.change}  ${each.object} ${each.path}${valuesOf(each)}`.trimEnd());
  output.result({ differences: found }, lines.length === 0 ? "no difference" : lines.join("\n"));
}

/** `: 5 → 10`; of what comes or goes the one value. */
function valuesOf({ change, from, to }: Difference): string {
  if (change !== "changed") {
    const value = from ?? to;
    return value === undefined ? "" : `: ${JSON.stringify(value)}`;
  }
  return from === undefined || to === undefined ? "" : `: ${JSON.stringify(from)} → ${JSON.stringify(to)}`;
}

async function outputFolder(
  manifest: Manifest,
  {
    form,
    out,
    chartVersion,
    force,
    dryRun,
  }: ManifestOutputFlags & { readonly form: "kustomize" | "helm"; readonly out: string },
  output: Output,
): Promise<void> {
  if (manifest.fragment !== null) {
    throw new ToolError(
      "ERR_USAGE",
      `--output ${form} is for objects of Kubernetes, and --kind makes a file for Envoy`,
      {
        hint: "leave --output out",
      },
    );
  }
  const { toHelm, toKustomize, writeFiles } = await import("../manifest/index.js");
  const files = form === "helm" ? toHelm(manifest.objects, chartVersion) : toKustomize(manifest.objects);
  await writeFiles(out, files, { isForced: force === true, isDryRun: dryRun === true });
  sayWritten(
    manifest,
    Object.keys(files).map((file) => `${out.replace(/\/+$/, "")}/${file}`),
    output,
    dryRun,
  );
}

function sayWritten({ objects }: Manifest, files: readonly string[], output: Output, isDryRun = false): void {
  const names = objects.map((object) => {
    const at = object.kind === "Namespace" ? "" : `${object.metadata.namespace}/`;
    return `${object.kind} ${at}${object.metadata.name}`;
  });
  const lines = [...names, ...files].map((line) => (isDryRun ? `would write ${line}` : line));
  output.result({ objects: names, files, isDryRun }, lines.join("\n"));
}
