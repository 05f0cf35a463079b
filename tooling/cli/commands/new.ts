import { basename, dirname, join } from "node:path";
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
    .argument("<name>", "name of the project's folder, of its package and of its root id; or a path that ends in it")
    .addOption(new Option("--template <kind>", "what the filter works on").choices(["http"]).default("http"))
    .addOption(
      new Option("--ci <place>", "also write a pipeline: from the source to a signed image").choices(PIPELINES),
    )
    .action(async (path: string, options: NewOptions, command: Command) => {
      const output = createOutput(command);
      const { packageVersion } = await import("../../package-root.js");
      const { createProject } = await import("../../scaffold/create-project.js");
      const project = await createProject({ ...options, name: basename(path), directory: dirname(path) });
      const tarball = `vendor/sluice-${packageVersion()}.tgz`;
      output.result(
        project,
        [
          `${path}/`,
          ...project.files.map((file) => `  ${file}`),
          `sluice is not in a registry yet: put what \`npm pack\` made of it to ${join(path, tarball)}`,
          `now: cd ${path} && npm install ./${tarball} && npm test`,
        ].join("\n"),
      );
    });
}
