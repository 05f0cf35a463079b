import { Command } from "commander";
import { nonEmpty } from "../arguments.js";
import { createOutput } from "../output.js";

/** `sluice check MODULE.wasm [--root-id ID]` */
export function checkCommand(): Command {
  return new Command("check")
    .description("refuse, with the reason, a module that Envoy would reject, crash on or could not bound")
    .argument("<module>", "the compiled module", nonEmpty)
    .option("--root-id <id>", "the plugin that the gateway will name; refused when the module has it not", nonEmpty)
    .action(async (path: string, { rootId }: { readonly rootId?: string }, command: Command) => {
      const output = createOutput(command);
      const { checkModule } = await import("../../check/check-module.js");
      const { readPapers } = await import("../../compile/papers.js");
      const { chooseRootId } = await import("../../compile/root-id.js");
      const { checkSteps } = await import("../../compile/check-steps.js");
      const { readInput } = await import("../../read-input.js");
      const module = await readInput(path, "module");
      const refusals = checkModule(module);
      const isAccepted = refusals.every(({ severity }) => severity !== "error");
      const findings = isAccepted ? [...refusals, ...checkSteps(module)] : refusals;
      if (!isAccepted) process.exitCode = 2;
      else if (rootId !== undefined) {
        const papers = readPapers(module);
        chooseRootId({ module: path, papers, wanted: rootId, option: "--root-id" });
      }
      if (!output.isJson) {
        for (const finding of findings) output.finding({ ...finding, message: `${path}: ${finding.message}` });
      }
      output.result({ path, isAccepted, findings }, `${path}: ${isAccepted ? "Envoy can load it" : "refused"}`);
    });
}
