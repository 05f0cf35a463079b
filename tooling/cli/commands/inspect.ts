import { Command } from "commander";
import { papersOfPlugin } from "../../compile/root-id.js";
import { nonEmpty } from "../arguments.js";
import { createOutput } from "../output.js";

/** `sluice inspect MODULE.wasm [--root-id ID]` */
export function inspectCommand(): Command {
  return new Command("inspect")
    .description("show what is inside: ABI, callbacks, host functions, memory, papers, size by function")
    .argument("<module>", "the compiled module, or a filter that is compiled for it", nonEmpty)
    .option("--root-id <id>", "of the papers, show those of this plugin alone", nonEmpty)
    .action(async (path: string, { rootId }: { readonly rootId?: string }, command: Command) => {
      const output = createOutput(command);
      const { inspectModule } = await import("../../compile/inspect.js");
      const { formatReport } = await import("../../compile/inspect-report.js");
      const { readInput } = await import("../../read-input.js");
      const { namingFile } = await import("../../naming-file.js");
      const { isFilter, loadModule } = await import("../../compile/load-module.js");
      const onCompile = (): void => output.blockingProgress(`compiling ${path}`);
      const isSource = await isFilter(path);
      const module = isSource ? (await loadModule(path, { onCompile })).module : await readInput(path, "module");
      const whole = namingFile(path, () => inspectModule(module));
      const report = rootId === undefined ? whole : { ...whole, papers: papersOfPlugin(path, whole.papers, rootId) };
      output.result({ path, ...report }, formatReport(report));
    });
}
