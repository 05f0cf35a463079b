import { ciFiles, moduleFiles } from "../ci/files.js";
import { isFailure, type StepResult } from "../ci/run-pipeline.js";
import type { CiOptions } from "../ci/steps.js";
import type { Output } from "./output.js";

/**
 * Says how the steps of a pipeline ended, and where what they made is. The process has the exit code of the step that failed.
 *
 * @param what the pipeline is of, as it was given
 */
export function outputPipeline(
  results: readonly StepResult[],
  options: CiOptions,
  what: string | null,
  output: Output,
): void {
  const failed = results.find(isFailure);
  const { comment, manifest } = ciFiles(options);
  const modules = options.modules.map((module) => moduleFiles(module).module);
  const made = options.chain === null ? { module: modules[0] } : { modules };
  output.result(
    { steps: results, failed: failed?.step ?? null, files: { ...made, manifest, comment } },
    formatResults(results, options),
  );
  const unmeasured = results.find((result) => result.exitCode !== 0 && !isFailure(result));
  if (unmeasured !== undefined) output.note(`note: step ${unmeasured.step} measured nothing, which ends no pipeline`);
  if (failed === undefined) return;
  output.note(`error: step ${failed.step} failed with exit code ${failed.exitCode}`);
  output.note(`hint: \`sluice ci ${what === null ? "" : `${what} `}--steps ${failed.step}\` runs it alone`);
  process.exitCode = failed.exitCode;
}

function formatResults(results: readonly StepResult[], { chain, modules }: CiOptions): string {
  const width = chain === null ? 0 : Math.max(...modules.map(({ name }) => name.length)) + 1;
  return results
    .map((result) => {
      const end = result.exitCode === 0 ? "done" : isFailure(result) ? "failed" : "not done";
      const module = (result.module ?? "").padEnd(width).slice(0, width);
      return `${result.step.padEnd(9)} ${module}${end} ${result.seconds} s`;
    })
    .join("\n");
}
