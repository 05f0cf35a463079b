import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { CI_STEPS, type CiOptions, type CiStep } from "../../ci/steps.js";
import type { StepResult } from "../../ci/run-pipeline.js";
import type { ManifestKind } from "../../manifest/options.js";
import { ToolError } from "../../error.js";
import { readInput } from "../../read-input.js";
import { nonEmpty } from "../arguments.js";
import { givenAs, variableOf, withEnvironment } from "../environment.js";
import { uri } from "../package-arguments.js";
import { modulesToShip } from "../modules-to-ship.js";
import { createOutput } from "../output.js";
import { type RegistryFlags, withRegistryOptions } from "../registry-arguments.js";
import { configOption, kindOption, verifyKeyOption } from "../shared-options.js";

interface Flags extends RegistryFlags {
  readonly steps?: readonly CiStep[];
  readonly skip?: readonly CiStep[];
  readonly file?: string;
  readonly out?: string;
  readonly reference?: string;
  readonly key?: string;
  readonly verifyKey?: string;
  readonly against?: string;
  readonly kind?: readonly ManifestKind[];
  readonly config?: string;
  readonly source?: string;
  readonly revision?: string;
}

const CHAINS = `
Without FILTER, the modules of the chain that sluice.config.ts describes are shipped, all of them: each that is a file, built of what
its plugins name as \`filter\`. {name} in --reference and --against stands for the name of each.`;

/** `sluice ci [FILTER] [--steps STEP,…] [--skip STEP,…]` */
export function ciCommand(): Command {
  const command = new Command("ci")
    .description("run the steps of a pipeline, here or in CI, up to the first that fails")
    .argument("[filter]", "folder with an index.ts, or an AssemblyScript file; without it, see --file", nonEmpty)
    .option("--file <path>", "a chain of plugins (default: sluice.config.ts or .json)", nonEmpty)
    .option("--steps <steps>", `only these of ${CI_STEPS.join(", ")}`, steps)
    .option("--skip <steps>", "not these", steps)
    .option("--out <folder>", "what steps hand on to each other, and the artifacts (default: build/ci)", nonEmpty)
    .option("--reference <image>", "HOST[:PORT]/REPOSITORY:TAG that is pushed", nonEmpty)
    .option("--key <file>", "private key that signs; $COSIGN_PASSWORD opens an encrypted one", nonEmpty)
    .addOption(verifyKeyOption("public key of it"))
    .option("--against <release>", "module or image of the last release, to compare size and cost with", nonEmpty)
    .addOption(kindOption("kinds of the manifest (default: the chain's, or WasmPlugin)"))
    .addOption(configOption())
    .option("--source <url>", "where the module's sources are", uri)
    .option("--revision <commit>", "the revision of the sources", nonEmpty)
    .addHelpText("after", CHAINS);
  withRegistryOptions(command);
  return withEnvironment(command).action(async (filter: string | undefined, flags: Flags, command: Command) => {
    const output = createOutput(command);
    const { ciFiles, moduleFiles } = await import("../../ci/steps.js");
    const { isFailure, runPipeline } = await import("../../ci/run-pipeline.js");
    const { out: folder = "build/ci", kind, insecure, tls, key, verifyKey, steps = CI_STEPS, skip = [] } = flags;
    const { config, source, revision } = flags;
    const chosen = steps.filter((step) => !skip.includes(step));
    const options: CiOptions = {
      ...{
        ...(await modulesToShip(filter, { ...flags, folder }, command)),
        folder,
        isInsecure: insecure === true,
        isTls: tls === true,
      },
      ...(kind === undefined ? {} : { kind: kind.join(",") }),
      ...(key === undefined ? {} : { key }),
      ...(verifyKey === undefined ? {} : { verifyKey }),
      ...(config === undefined ? {} : { config }),
      origin: { ...(source === undefined ? {} : { source }), ...(revision === undefined ? {} : { revision }) },
    };
    if (config !== undefined && options.chain !== null) {
      throw new ToolError("ERR_USAGE", `${givenAs(command, "--config")} is for one FILTER, and none is given`, {
        hint: "write the configuration of each plugin into the file",
      });
    }
    // An image that is pushed and can't be signed would be out unsigned.
    if (chosen.includes("sign") && key !== undefined) await requireKey(key, givenAs(command, "--key"));
    // Steps are told by flags what they need of these; by the same name some know another thing.
    const own = command.options.map(({ long }) => variableOf(long ?? ""));
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.includes(name)));
    const results = await runPipeline({
      ...options,
      steps: chosen,
      environment,
      main: fileURLToPath(new URL("../main.js", import.meta.url)),
      onStep: (step, module) => output.note(`step ${step}${options.chain === null ? "" : ` ${module ?? ""}`}`.trim()),
      onNote: (message) => output.note(`note: ${message}`),
    });
    const failed = results.find(isFailure);
    const { comment, manifest } = ciFiles(options);
    const modules = options.modules.map((module) => moduleFiles(module).module);
    output.result(
      {
        ...{ steps: results, failed: failed?.step ?? null },
        files: { ...(options.chain === null ? { module: modules[0] } : { modules }), manifest, comment },
      },
      formatResults(results, options, isFailure),
    );
    const unmeasured = results.find((result) => result.exitCode !== 0 && !isFailure(result));
    if (unmeasured !== undefined) output.note(`note: step ${unmeasured.step} measured nothing, which ends no pipeline`);
    if (failed === undefined) return;
    output.note(`error: step ${failed.step} failed with exit code ${failed.exitCode}`);
    const what = filter ?? (flags.file === undefined ? null : `--file ${flags.file}`);
    output.note(`hint: \`sluice ci ${what === null ? "" : `${what} `}--steps ${failed.step}\` runs it alone`);
    process.exitCode = failed.exitCode;
  });
}

async function requireKey(file: string, flag: string): Promise<void> {
  const { parsePrivateKey } = await import("../../sign/keys.js");
  const { passwordOf } = await import("../ask-password.js");
  await parsePrivateKey(await readInput(file, flag), file, async (name) => passwordOf(name));
}

function formatResults(
  results: readonly StepResult[],
  { chain, modules }: CiOptions,
  isFailure: (result: StepResult) => boolean,
): string {
  const width = chain === null ? 0 : Math.max(...modules.map(({ name }) => name.length)) + 1;
  return results
    .map((result) => {
      const end = result.exitCode === 0 ? "done" : isFailure(result) ? "failed" : "not done";
      const module = (result.module ?? "").padEnd(width).slice(0, width);
      return `${result.step.padEnd(9)} ${module}${end} ${result.seconds} s`;
    })
    .join("\n");
}

function steps(text: string, previous: readonly CiStep[] = []): CiStep[] {
  const found = text.split(",").map((part) => {
    const step = CI_STEPS.find((known) => known === part.trim());
    if (step === undefined) throw new InvalidArgumentError(`Steps are ${CI_STEPS.join(", ")}.`);
    return step;
  });
  return [...previous, ...found];
}
