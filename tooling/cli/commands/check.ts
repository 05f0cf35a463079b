import { Command } from "commander";
import { nonEmpty } from "../arguments.js";
import { createOutput, paint, printable } from "../output.js";

/** `sluice check MODULE.wasm` */
export function checkCommand(): Command {
  return new Command("check")
    .description("refuse, with the reason, a module that Envoy would reject, crash on or could not bound")
    .argument("<module>", "the compiled module", nonEmpty)
    .action(async (path: string, _options: unknown, command: Command) => {
      const output = createOutput(command);
      const { checkModule } = await import("../../check/check-module.js");
      const { readInput } = await import("../../read-input.js");
      const findings = checkModule(await readInput(path, "module"));
      const isAccepted = findings.every(({ severity }) => severity !== "error");
      if (!isAccepted) process.exitCode = 2;
      if (!output.isJson) {
        for (const { severity, message, hint } of findings) {
          const label = paint(process.stderr, severity === "error" ? "red" : "yellow", `${severity}:`);
          output.note(`${label} ${path}: ${printable(message)}\n${paint(process.stderr, "cyan", "hint:")} ${hint}`);
        }
      }
      output.result({ path, isAccepted, findings }, `${path}: ${isAccepted ? "Envoy can load it" : "refused"}`);
    });
}
