import { Command } from "commander";
import { ToolError } from "../../error.js";
import { createOutput } from "../output.js";
import { addRunArguments, refuseContradiction, type RunArguments } from "../run-arguments.js";

interface RunOptions extends RunArguments {
  readonly trace?: true;
}

/** `sluice run FILTER|MODULE [--config FILE|JSON] …` */
export function runCommand(): Command {
  return addRunArguments(new Command("run"))
    .description("run a gateway on 127.0.0.1 with the filter in front of an upstream")
    .option("--trace", "print every callback and host call (with --engine node)")
    .action(async (target: string, options: RunOptions, command: Command) => {
      if (options.trace === true && options.engine !== "node") {
        throw new ToolError("ERR_USAGE", "--trace: only the in-process host writes one", {
          hint: "add --engine node",
        });
      }
      refuseContradiction(options);
      const { upstream } = options;
      const output = createOutput(command);
      const { preparePlugin } = await import("../prepare-plugin.js");
      const { startGateway } = await import("../start-gateway.js");
      const { startEchoUpstream, startTcpEchoUpstream } = await import("../echo-upstream.js");
      const { noteClusters } = await import("../note-clusters.js");
      const { untilSignal } = await import("../until-signal.js");

      const { plugin, metricLabels } = await preparePlugin(target, options, output);
      for (const note of noteClusters(plugin, options.cluster)) output.note(note);
      const startEcho = plugin.kind === "network" ? startTcpEchoUpstream : startEchoUpstream;
      await using echo = upstream === undefined ? await startEcho() : null;
      const { gateway, ended } = await startGateway({
        plugins: [plugin],
        upstream: upstream ?? echo?.url ?? "",
        clusters: options.cluster ?? {},
        metricLabels,
        port: options.port,
        ...(options.adminPort === undefined ? {} : { adminPort: options.adminPort }),
        engine: options.engine,
        envoy: options.envoy,
        onProgress: output.progress,
        onNote: output.note,
        ...(options.trace === undefined ? {} : { onTrace: output.note }),
        onLog: (entry) => output.note(`[${entry.plugin}] ${entry.level}: ${entry.message}`),
      });
      await using running = gateway;
      const signal = untilSignal();
      const { engine, url, adminUrl } = running;
      output.result({ engine, url, adminUrl }, `ready ${url}${adminUrl === null ? "" : ` admin ${adminUrl}`}`);
      const reason = await Promise.race([ended, signal.then(() => null)]);
      if (reason !== null) throw new ToolError("ERR_ENVOY_EXITED", reason);
    });
}
