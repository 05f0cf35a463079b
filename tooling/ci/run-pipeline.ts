import { existsSync } from "node:fs";
import { readFile, rm, stat } from "node:fs/promises";
import { writeAtomically } from "../atomic-write.js";
import { ToolError } from "../error.js";
import type { Digest } from "../oci/digest.js";
import type { PluginsReport } from "../bench/measure-plugins.js";
import { formatReference, parseReference } from "../oci/reference.js";
import { renderComment, type SizeChange } from "./comment.js";
import { runStep } from "./run-step.js";
import { CI_STEPS, ciFiles, type CiOptions, type CiStep, commandOf } from "./steps.js";

/** How a step ended. */
export interface StepResult {
  readonly step: CiStep;
  readonly exitCode: number;
  readonly seconds: number;
}

export interface RunPipelineOptions extends CiOptions {
  /** The steps that run; they do so in the order of `CI_STEPS`. */
  readonly steps: readonly CiStep[];
  /** The file of this command line. */
  readonly main: string;
  readonly onStep: (step: CiStep) => void;
}

/** Stands for the digest while it is only asked whether each step has the flags that it needs. */
const ANY_DIGEST = `sha256:${"0".repeat(64)}`;

/**
 * Runs steps, one after the other, up to the first that fails. What earlier ones made is in the folder, so that a pipeline may run each
 * by a call of its own.
 *
 * @throws ToolError `ERR_USAGE` before anything runs where a step lacks a flag, and at a step that lacks what an earlier one makes
 */
export async function runPipeline(options: RunPipelineOptions): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  const steps = CI_STEPS.filter((each) => options.steps.includes(each));
  for (const step of steps) commandOf(step, options, ANY_DIGEST);
  for (const step of steps) {
    options.onStep(step);
    const start = performance.now();
    const exitCode = await run(step, options);
    results.push({ step, exitCode, seconds: Math.round(performance.now() - start) / 1000 });
    if (isFailure({ step, exitCode })) break;
  }
  return results;
}

/** Whether a step ends the pipeline. A cost that can't be measured here does not: what is to be shipped is not worse for it. */
export function isFailure({ step, exitCode }: Pick<StepResult, "step" | "exitCode">): boolean {
  const isUnmeasured = step === "bench" && exitCode < 128;
  return exitCode !== 0 && !isUnmeasured;
}

async function run(step: CiStep, options: RunPipelineOptions): Promise<number> {
  const files = ciFiles(options);
  // What an earlier run pushed or measured must not be taken for what this one did.
  if (step === "push") await rm(files.push, { force: true });
  if (step === "build" || step === "bench") await rm(files.bench, { force: true });
  const command = commandOf(step, options, await pushedDigest(options));
  const exitCode = command === null ? 0 : await runStep(command, options.main);
  if (step !== "comment") return exitCode;
  const digest = await pushedDigest(options);
  const { name, reference } = options;
  const image =
    digest === null || reference === undefined ? null : formatReference({ ...parseReference(reference), digest });
  const cost = await readIfThere<PluginsReport>(files.bench);
  await writeAtomically(files.comment, renderComment({ name, image, cost, ...(await sizeChange(options)) }));
  return exitCode;
}

async function pushedDigest(options: CiOptions): Promise<Digest | null> {
  return (await readIfThere<{ readonly digest: Digest }>(ciFiles(options).push))?.digest ?? null;
}

/** What a step has written of itself. */
async function readIfThere<T>(path: string): Promise<T | null> {
  return existsSync(path) ? (JSON.parse(await readFile(path, "utf8")) as T) : null;
}

/** @throws ToolError `ERR_FILE_NOT_FOUND` where a module is not there yet */
async function sizeChange(options: CiOptions): Promise<SizeChange> {
  const { module, released } = ciFiles(options);
  const sizeBytes = await sizeOf(module, "step build");
  return { sizeBytes, releasedBytes: options.against === undefined ? null : await sizeOf(released, "--against") };
}

async function sizeOf(path: string, what: string): Promise<number> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw new ToolError("ERR_FILE_NOT_FOUND", `${what}: no module at ${path}`, {
      hint: "check it, or run steps build and size first",
      cause,
    });
  });
  return stats.size;
}
