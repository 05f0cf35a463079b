import { basename, join, relative } from "node:path";
import { Command } from "commander";
import { list, nonEmpty } from "../arguments.js";
import { createOutput } from "../output.js";

interface BuildOptions {
  readonly out?: string;
  readonly debug?: true;
  readonly cache: boolean;
}

/** `sluice build FILTER… [-o OUT.wasm] [--debug] [--no-cache]` */
export function buildCommand(): Command {
  return new Command("build")
    .description("compile a filter into a module, or several into one")
    .argument("<filters...>", "folder with an index.ts, or an AssemblyScript file", list)
    .option("-o, --out <file>", "the module's file (default: build/NAME.wasm)", nonEmpty)
    .option("--debug", "keep function names, and write a source map beside the module")
    .option("--no-cache", "compile even if nothing changed since an earlier build")
    .action(async (filter: string[], options: BuildOptions, command: Command) => {
      const output = createOutput(command);
      const { compileFilter } = await import("../../compile/compile.js");
      const { inspectModule } = await import("../../compile/inspect.js");
      const { formatKinds } = await import("../../compile/inspect-report.js");
      const { writeAtomically } = await import("../../atomic-write.js");
      output.blockingProgress(`compiling ${filter.join(" ")}`);
      const fileName = options.out === undefined ? {} : { fileName: basename(options.out) };
      const built = await compileFilter({ filter, debug: options.debug === true, cache: options.cache, ...fileName });
      for (const warning of built.warnings) output.note(warning);

      const path = options.out ?? join("build", `${built.name}.wasm`);
      if (built.sourceMap !== null) await writeAtomically(`${path}.map`, built.sourceMap);
      await writeAtomically(path, built.module);

      const generated = built.generated.map((file) => relative("", file));
      const { rootIds, kinds } = built.papers;
      const { sizeBytes, sha256, callbacks, hostFunctions } = inspectModule(built.module);
      output.result(
        { path, sizeBytes, sha256, rootIds, kinds, callbacks, hostFunctions, cached: built.isCached, generated },
        [
          `${path}  ${sizeBytes} bytes`,
          `sha256          ${sha256}`,
          `root ids        ${rootIds.join(" ")}`,
          `kinds           ${formatKinds(built.papers)}`,
          `callbacks       ${callbacks.join(" ") || "none"}`,
          `host functions  ${hostFunctions.join(" ") || "none"}`,
          ...(generated.length === 0 ? [] : [`written         ${generated.join(" ")}, from config.schema.json`]),
        ].join("\n"),
      );
    });
}
