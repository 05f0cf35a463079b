import { Command, Option } from "commander";
import { type PipelineKind, PIPELINES } from "../../scaffold/pipeline.js";
import { createOutput } from "../output.js";

interface NewOptions {
  readonly template: "http";
  readonly ci?: PipelineKind;
}

/** `sluice new NAME [--template http] [--ci github|gitlab]` */
export function newCommand(): Command {
  return new Command("new")
    .description("make a project that builds and passes its own test")
    .argument("<name>", "name of the project's folder, of its package and of its root id")
    .addOption(new Option("--template <kind>", "what the filter works on").choices(["http"]).default("http"))
    .addOption(
      new Option("--ci <place>", "also write a pipeline: from the source to a signed image").choices(PIPELINES),
    )
    .action(async (name: string, options: NewOptions, command: Command) => {
      const output = createOutput(command);
      const { createProject } = await import("../../scaffold/create-project.js");
      const project = await createProject({ name, ...options });
      output.result(
        project,
        `${name}/\n${project.files.map((file) => `  ${file}`).join("\n")}\nnow: cd ${name} && npm install && npm test`,
      );
    });
}
