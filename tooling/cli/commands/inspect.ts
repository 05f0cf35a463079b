import { Command } from "commander";
import { nonEmpty } from "../arguments.js";
import { createOutput } from "../output.js";

/** `sluice inspect MODULE.wasm` */
export function inspectCommand(): Command {
  return new Command("inspect")
    .description("show what is inside: ABI, callbacks, host functions, memory, papers, size by function")
    .argument("<module>", "the compiled module", nonEmpty)
    .action(async (path: string, _options: unknown, command: Command) => {
      const output = createOutput(command);
      const { inspectModule } = await import("../../compile/inspect.js");
      const { formatReport } = await import("../../compile/inspect-report.js");
      const { readInput } = await import("../../read-input.js");
      const { namingFile } = await import("../../naming-file.js");
      const module = await readInput(path, "module");
      const report = namingFile(path, () => inspectModule(module));
      output.result({ path, ...report }, formatReport(report));
    });
}
