import { existsSync } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { writeAtomically } from "../atomic-write.js";
import { ToolError } from "../error.js";
import { formatReference, parseReference } from "../oci/reference.js";
import { type ModuleChange, renderComment } from "./comment.js";
import { ANY_DIGEST, commonCommand, moduleCommand, pushedAs } from "./commands.js";
import { ciFiles, moduleFiles } from "./files.js";
import { readMeasured, readPushed } from "./made-before.js";
import { configurationBytes } from "../read-configuration.js";
import { type CiModule, pinChain } from "./modules.js";
import { refuseStaleLayout } from "./refuse-stale-layout.js";
import { readReleased, WITHOUT_RELEASE } from "./read-released.js";
import { runStep, type StepRunner } from "./run-step.js";
import {
  CI_STEPS,
  type CiOptions,
  type CiStep,
  type CommonStep,
  isCommon,
  isOfPushed,
  type ModuleStep,
} from "./steps.js";

/** How a step ended. */
export interface StepResult {
  readonly step: CiStep;
  /** The module that it was done for; null where it is about all of them. */
  readonly module: string | null;
  readonly exitCode: number;
  readonly seconds: number;
}

export interface RunPipelineOptions extends CiOptions, StepRunner {
  /** The steps that run; they do so in the order of `CI_STEPS`. */
  readonly steps: readonly CiStep[];
  readonly onStep: (step: CiStep, module: string | null) => void;
  /** Called with what whoever reads the log should know of a step that did well. */
  readonly onNote: (message: string) => void;
}

/**
 * Runs steps, one after the other and each for all modules, up to the first that fails. What earlier ones made is in the folder, so that a
 * pipeline may run each by a call of its own.
 *
 * @throws ToolError `ERR_USAGE` before anything runs where a step lacks a flag, and at a step that lacks what an earlier one makes
 */
export async function runPipeline(options: RunPipelineOptions): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  const steps = CI_STEPS.filter((each) => options.steps.includes(each));
  requireFlags(steps, options);
  for (const step of steps) {
    for (const { module, run } of jobsOf(step, options)) {
      options.onStep(step, module);
      const start = performance.now();
      const exitCode = await run();
      results.push({ step, module, exitCode, seconds: Math.round(performance.now() - start) / 1000 });
      if (isFailure({ step, exitCode })) return results;
    }
  }
  return results;
}

/** What a step does: once, or once for each module. */
function jobsOf(step: CiStep, options: RunPipelineOptions) {
  if (isCommon(step)) return [{ module: null, run: () => runCommon(step, options) }];
  return options.modules.map((module) => ({ module: module.name, run: () => runForModule(step, module, options) }));
}

function requireFlags(steps: readonly CiStep[], options: CiOptions): void {
  const { modules } = options;
  for (const step of steps) {
    if (isCommon(step)) {
      commonCommand(
        step,
        options,
        modules.map(() => ANY_DIGEST),
      );
    } else for (const module of modules) moduleCommand(step, module, options, ANY_DIGEST);
  }
}

/**
 * Whether a step ends the pipeline. A cost that can't be measured here does not: what is to be shipped is not worse for it. What the user
 * got wrong does: it would never be measured.
 */
export function isFailure({ step, exitCode }: Pick<StepResult, "step" | "exitCode">): boolean {
  const isUnmeasured = step === "bench" && exitCode === 1;
  return exitCode !== 0 && !isUnmeasured;
}

async function runForModule(step: ModuleStep, module: CiModule, options: RunPipelineOptions): Promise<number> {
  const files = moduleFiles(module);
  const { configuration } = module.measured;
  // What an earlier run pushed or measured must not be taken for what this one did.
  if (step === "push") {
    await rm(files.push, { force: true });
    await refuseStaleLayout(module);
  }
  if (step === "build" || step === "bench") await rm(files.bench, { force: true });
  if (step === "size" && files.released !== module.against) await rm(files.released, { force: true });
  if (step === "size" && files.released === module.against && !existsSync(files.released)) {
    options.onNote(`${files.released} is not there: ${noRelease(module)}`);
  }
  const command = moduleCommand(step, module, options, isOfPushed(step) ? await readPushed(module) : null);
  if (step === "bench" && configuration !== undefined) {
    await writeAtomically(files.configuration, configurationBytes(configuration));
  }
  const compared = step === "bench" || step === "size" ? await readReleased(module) : null;
  if (command === null) return 0;
  const { exitCode, lacked } = await runStep(command, options);
  if (lacked !== null) options.onNote(`${lacked}: ${noRelease(module)}`);
  const isOfRelease = step === "size" || compared !== null;
  if (isOfRelease && isFailure({ step, exitCode })) options.onNote(`where it is the last release: ${WITHOUT_RELEASE}`);
  return exitCode;
}

function noRelease({ name }: CiModule): string {
  return `${name} has no release yet, and is compared with none`;
}

async function runCommon(step: CommonStep, options: RunPipelineOptions): Promise<number> {
  const files = ciFiles(options);
  const digests = isOfPushed(step) ? await Promise.all(options.modules.map(readPushed)) : [];
  const command = commonCommand(step, options, digests);
  if ((step === "manifest" || step === "validate") && options.chain !== null) {
    const pushed = options.modules.map((module, index) => {
      const file = moduleFiles(module).module;
      return [module.place ?? "", { ...pushedAs(step, module, digests[index] ?? null), file }] as const;
    });
    await writeAtomically(files.chain, pinChain(options.chain, options.folder, new Map(pushed)));
  }
  if (step === "comment") {
    await writeAtomically(files.comment, renderComment(await Promise.all(options.modules.map(changeOf))));
  }
  return command === null ? 0 : (await runStep(command, options)).exitCode;
}

/** @throws ToolError `ERR_FILE_NOT_FOUND` where a module is not there yet */
async function changeOf(module: CiModule): Promise<ModuleChange> {
  const { name, reference } = module;
  const files = moduleFiles(module);
  const digest = await readPushed(module);
  return {
    name,
    sizeBytes: await sizeOf(files.module),
    releasedBytes: (await readReleased(module))?.byteLength ?? null,
    cost: await readMeasured(module),
    image:
      digest === null || reference === undefined ? null : formatReference({ ...parseReference(reference), digest }),
  };
}

async function sizeOf(path: string): Promise<number> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw new ToolError("ERR_FILE_NOT_FOUND", `step build: no module at ${path}`, {
      hint: "check it, or run step build first",
      cause,
    });
  });
  return stats.size;
}
