import { Command, Option } from "commander";
import { createOutput } from "../output.js";

interface NewOptions {
  readonly template: "http";
}

/** `sluice new NAME [--template http]` */
export function newCommand(): Command {
  return new Command("new")
    .description("make a project that builds and passes its own test")
    .argument("<name>", "name of the project's folder, of its package and of its root id")
    .addOption(new Option("--template <kind>", "what the filter works on").choices(["http"]).default("http"))
    .action(async (name: string, options: NewOptions, command: Command) => {
      const output = createOutput(command);
      const { createProject } = await import("../../scaffold/create-project.js");
      const project = await createProject({ name, template: options.template });
      output.result(
        project,
        `${name}/\n${project.files.map((file) => `  ${file}`).join("\n")}\nnow: cd ${name} && npm install && npm test`,
      );
    });
}
