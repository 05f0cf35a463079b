import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { CI_STEPS, type CiStep } from "../../ci/steps.js";
import { nonEmpty } from "../arguments.js";
import { variableOf, withEnvironment } from "../environment.js";
import { createOutput } from "../output.js";
import { uri } from "../package-arguments.js";
import { type PipelineFlags, pipelineFromFlags } from "../pipeline-from-flags.js";
import { withRegistryOptions } from "../registry-arguments.js";
import { configOption, kindOption, verifyKeyOption } from "../shared-options.js";

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
  return withEnvironment(command).action(async (filter: string | undefined, flags: PipelineFlags, command: Command) => {
    const output = createOutput(command);
    const { runPipeline } = await import("../../ci/run-pipeline.js");
    const { outputPipeline } = await import("../pipeline-output.js");
    const options = await pipelineFromFlags(filter, flags, command);
    // Steps are told by flags what they need of these; by the same name some know another thing.
    const own = command.options.map(({ long }) => variableOf(long ?? ""));
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.includes(name)));
    const results = await runPipeline({
      ...options,
      environment,
      main: fileURLToPath(new URL("../main.js", import.meta.url)),
      onStep: (step, module) => output.note(`step ${step}${options.chain === null ? "" : ` ${module ?? ""}`}`.trim()),
      onNote: (message) => output.note(`note: ${message}`),
    });
    outputPipeline(results, options, filter ?? (flags.file === undefined ? null : `--file ${flags.file}`), output);
  });
}

function steps(text: string, previous: readonly CiStep[] = []): CiStep[] {
  const found = text.split(",").map((part) => {
    const step = CI_STEPS.find((known) => known === part.trim());
    if (step === undefined) throw new InvalidArgumentError(`Steps are ${CI_STEPS.join(", ")}.`);
    return step;
  });
  return [...previous, ...found];
}
