import { Command } from "commander";
import type { MeasuredPlugin } from "../../bench/measure-plugins.js";
import { ToolError } from "../../error.js";
import { signalExitCode } from "../../signals.js";
import { list, nonEmpty, seconds } from "../arguments.js";
import { givenAs, withEnvironment } from "../environment.js";
import { createOutput, type Output } from "../output.js";
import { headers, method, path } from "../request-arguments.js";
import { clusterOption, configOption, envOption, envoyOption, rootIdOption } from "../shared-options.js";

interface BenchOptions {
  readonly config?: string;
  readonly env?: Record<string, string>;
  readonly rootId?: string;
  readonly against?: string;
  readonly timeLimit: number;
  readonly method?: string;
  readonly path?: string;
  readonly header?: Record<string, string>;
  readonly body?: string;
  readonly cluster?: Record<string, string>;
  readonly chart?: string;
  readonly envoy?: string;
}

const MEND = "--method, --path, --header and --body choose another request";

/** `sluice bench FILTER|MODULE… [--against MODULE] [--config FILE|JSON] …` */
export function benchCommand(): Command {
  const command = new Command("bench")
    .description("measure what filters cost Envoy: its CPU time a request over no filter, all in the same rounds")
    .argument("<filter...>", "folders with an index.ts, AssemblyScript files, or compiled modules", list)
    .addOption(configOption())
    .addOption(envOption())
    .addOption(rootIdOption())
    .option("--against <module>", "the last release, to which the change is told; same configuration", nonEmpty)
    .option("--time-limit <seconds>", "time for the rounds; the Envoys' starts come on top", seconds, 60)
    .option("--method <method>", "of the requests (default: GET, with --body POST)", method)
    .option("--path <path>", "of the requests (default: /)", path)
    .option("--header <name: value>", "a header of the requests; may be repeated", headers)
    .option("--body <text>", "body of the requests", nonEmpty)
    .addOption(clusterOption())
    .option("--chart <file>", "writes a chart, too: an SVG picture", nonEmpty)
    .addOption(envoyOption());
  return withEnvironment(command).action(
    async (targets: readonly string[], options: BenchOptions, command: Command) => {
      refuseContradiction(targets, options, command);
      const output = createOutput(command);
      const { findEnvoy } = await import("../../envoy/find.js");
      const { isSamePlugin, measurePlugins, renderPluginsChart, renderPluginsReport } =
        await import("../../bench/measure-plugins.js");
      const { writeAtomically } = await import("../../atomic-write.js");
      const { untilSignal } = await import("../until-signal.js");

      const plugins: MeasuredPlugin[] = [];
      for (const target of targets) plugins.push(await loadMeasured(target, options, { output, plugins }));
      const { against, body = "", header = {}, cluster = {}, chart } = options;
      const release = against === undefined ? null : await loadRelease(against, options, output);
      const same = release === null ? undefined : plugins.find((each) => isSamePlugin(each, release));
      if (same !== undefined) output.note(`note: ${same.name} is the same module as the last release: measured once`);
      const envoy = await findEnvoy({ path: options.envoy, onProgress: output.progress });
      // An Envoy that still runs ends with this process, and takes its files along.
      void untilSignal().then((signal) => process.exit(signalExitCode(signal)));
      const report = await measurePlugins({
        ...{ plugins, release, envoy, clusters: cluster, timeLimitMs: options.timeLimit * 1000 },
        request: {
          method: options.method ?? (body === "" ? "GET" : "POST"),
          path: options.path ?? "/",
          headers: header,
          body,
        },
        onProgress: output.progress,
      });
      for (const { name, status } of report.participants) {
        if (status !== 200) output.note(`note: ${name} answers with ${status}, not with the upstream's 200: ${MEND}`);
      }
      output.result(report, renderPluginsReport(report));
      if (chart === undefined) return;
      const ours = plugins.map(({ name }) => name);
      await writeAtomically(chart, renderPluginsChart(report, ours));
    },
  );
}

function refuseContradiction(
  targets: readonly string[],
  { config, rootId, against }: BenchOptions,
  command: Command,
): void {
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  if (twice !== undefined) throw new ToolError("ERR_USAGE", `${twice} is there twice`, { hint: "name it once" });
  if (targets.length === 1) return;
  const flags = { "--config": config, "--root-id": rootId, "--against": against };
  const [flag] = Object.entries(flags).find(([, value]) => value !== undefined) ?? [];
  if (flag === undefined) return;
  throw new ToolError("ERR_USAGE", `${givenAs(command, flag)} belongs to one filter, and there are ${targets.length}`, {
    hint: "measure each by a call of its own",
  });
}

interface Loading {
  readonly output: Output;
  /** What there is already. */
  readonly plugins: readonly MeasuredPlugin[];
}

async function loadMeasured(
  target: string,
  { rootId, ...options }: BenchOptions,
  { output, plugins }: Loading,
): Promise<MeasuredPlugin> {
  const { loadPlugin } = await import("../load-plugin.js");
  const { configurationFor } = await import("../configuration-for.js");
  const { choosePluginKind } = await import("../../compile/plugin-kind.js");
  const { readModule } = await import("../../wasm/index.js");
  const plugin = await loadPlugin({ target, rootId, onProgress: output.blockingProgress, onNote: output.note });
  const kind = choosePluginKind({ ...plugin, name: target, module: readModule(plugin.module) }, undefined);
  if (kind === "network") {
    throw new ToolError("ERR_USAGE", `${target} is a filter of TCP connections, and the load is HTTP requests`, {
      hint: "measure HTTP filters, access loggers and services",
    });
  }
  const { spec } = await configurationFor(plugin, options);
  const { name, module } = plugin;
  return {
    name: plugins.some((other) => other.name === name) ? target : name,
    about: target,
    plugin: { kind, name, rootId: plugin.rootId, module, ...spec },
  };
}

/** The last release has the configuration of what is measured, or none of both would be comparable. */
async function loadRelease(target: string, options: BenchOptions, output: Output): Promise<MeasuredPlugin> {
  try {
    const { LAST_RELEASE } = await import("../../bench/job.js");
    return { ...(await loadMeasured(target, options, { output, plugins: [] })), name: LAST_RELEASE };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const { code, message, hint } = error;
    const mend = hint === undefined ? {} : { hint };
    throw new ToolError(code, `--against ${target}: ${message}`, { ...mend, cause: error });
  }
}
