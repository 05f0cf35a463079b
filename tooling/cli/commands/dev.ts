import { Command } from "commander";
import { createOutput } from "../output.js";
import { addRunArguments, refuseContradiction, type RunArguments } from "../run-arguments.js";

const RULES = `
The filter is built again at every save of what it is made of: its sources, its config.schema.json, the file of --config. The
new one takes the place of the old without a request lost; streams that began before keep the old one. When a save does not
compile or is refused, the error is shown and the old one goes on serving.
--json prints the document of the first start; what comes later is on stderr. HTTP filters only. On the in-process host (--engine node) shared data and
metrics begin anew with each filter; on Envoy they stay.`;

/** `sluice dev FILTER [--config FILE|JSON] …` */
export function devCommand(): Command {
  return addRunArguments(new Command("dev"))
    .description("run a gateway like `run`, rebuild the filter at every save, and swap it without dropping a request")
    .addHelpText("after", RULES)
    .action(async (target: string, options: RunArguments, command: Command) => {
      refuseContradiction(options);
      const output = createOutput(command);
      const { untilSignal } = await import("../until-signal.js");
      const { runDevelopment } = await import("../run-development.js");
      await runDevelopment({ target, options, output, signal: untilSignal() });
    });
}
