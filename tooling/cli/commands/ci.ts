import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { CI_STEPS, type CiStep } from "../../ci/steps.js";
import type { ManifestKind } from "../../manifest/options.js";
import { nonEmpty } from "../arguments.js";
import { withEnvironment } from "../environment.js";
import { createOutput } from "../output.js";
import { type RegistryFlags, withRegistryOptions } from "../registry-arguments.js";
import { kindOption, verifyKeyOption } from "../shared-options.js";

interface Flags extends RegistryFlags {
  readonly steps?: readonly CiStep[];
  readonly skip?: readonly CiStep[];
  readonly out?: string;
  readonly reference?: string;
  readonly key?: string;
  readonly verifyKey?: string;
  readonly against?: string;
  readonly kind?: readonly ManifestKind[];
}

/** `sluice ci FILTER [--steps STEP,…] [--skip STEP,…]` */
export function ciCommand(): Command {
  const command = new Command("ci")
    .description("run the steps of a pipeline, here or in CI, up to the first that fails")
    .argument("<filter>", "folder with an index.ts, or an AssemblyScript file", nonEmpty)
    .option("--steps <steps>", `only these of ${CI_STEPS.join(", ")}`, steps)
    .option("--skip <steps>", "not these", steps)
    .option("--out <folder>", "what steps hand on to each other, and the artifacts (default: build/ci)", nonEmpty)
    .option("--reference <image>", "HOST[:PORT]/REPOSITORY:TAG that is pushed", nonEmpty)
    .option("--key <file>", "private key that signs; $COSIGN_PASSWORD opens an encrypted one", nonEmpty)
    .addOption(verifyKeyOption("public key of it"))
    .option("--against <release>", "module or image of the last release, to compare size and cost with", nonEmpty)
    .addOption(kindOption("kinds of the manifest (default: WasmPlugin)"));
  withRegistryOptions(command);
  return withEnvironment(command).action(async (filter: string, flags: Flags, command: Command) => {
    const output = createOutput(command);
    const { ciFiles } = await import("../../ci/steps.js");
    const { isFailure, runPipeline } = await import("../../ci/run-pipeline.js");
    const { out: folder = "build/ci", kind = ["WasmPlugin"], insecure, steps = CI_STEPS, skip = [], ...same } = flags;
    const name = nameOf(filter);
    const results = await runPipeline({
      ...same,
      ...{ filter, name, folder, kind: kind.join(","), isInsecure: insecure === true },
      steps: steps.filter((step) => !skip.includes(step)),
      main: fileURLToPath(new URL("../main.js", import.meta.url)),
      onStep: (step) => output.note(`step ${step}`),
    });
    const failed = results.find(isFailure);
    const { comment, manifest, module } = ciFiles({ folder, name });
    output.result(
      { steps: results, failed: failed?.step ?? null, files: { module, manifest, comment } },
      results
        .map((result) => {
          const end = result.exitCode === 0 ? "done" : isFailure(result) ? "failed" : "not done";
          return `${result.step.padEnd(9)} ${end} ${result.seconds} s`;
        })
        .join("\n"),
    );
    const unmeasured = results.find((result) => result.exitCode !== 0 && !isFailure(result));
    if (unmeasured !== undefined) output.note(`note: step ${unmeasured.step} measured nothing, which ends no pipeline`);
    if (failed === undefined) return;
    output.note(`error: step ${failed.step} failed with exit code ${failed.exitCode}`);
    output.note(`hint: \`sluice ci ${filter} --steps ${failed.step}\` runs it alone`);
    process.exitCode = failed.exitCode;
  });
}

function nameOf(filter: string): string {
  const file = basename(filter);
  return file === "index.ts" ? basename(filter.slice(0, -"/index.ts".length)) : basename(file, extname(file));
}

function steps(text: string, previous: readonly CiStep[] = []): CiStep[] {
  const found = text.split(",").map((part) => {
    const step = CI_STEPS.find((known) => known === part.trim());
    if (step === undefined) throw new InvalidArgumentError(`Steps are ${CI_STEPS.join(", ")}.`);
    return step;
  });
  return [...previous, ...found];
}
