import { Command, Option } from "commander";
import { ToolError } from "../../error.js";
import { type Engine, gatewayProtocol, PLUGIN_KINDS, type PluginKind } from "../../gateway.js";
import { clusters, metricLabels, nonEmpty, port, upstreamOrigin } from "../arguments.js";
import { createOutput } from "../output.js";

interface RunOptions {
  readonly kind?: PluginKind;
  readonly config?: string;
  readonly rootId?: string;
  readonly port: number;
  readonly adminPort?: number;
  readonly upstream?: string;
  readonly cluster?: Record<string, string>;
  readonly metricLabel?: string[];
  readonly engine?: Engine;
  readonly envoy?: string;
  readonly trace?: true;
}

/** `sluice run FILTER|MODULE [--config FILE|JSON] …` */
export function runCommand(): Command {
  return new Command("run")
    .description("run a gateway on 127.0.0.1 with the filter in front of an upstream")
    .argument("<filter>", "folder with an index.ts, AssemblyScript file, or compiled module", nonEmpty)
    .addOption(
      new Option("--kind <kind>", "what the plugin is to the gateway (default: what it has callbacks for)").choices(
        PLUGIN_KINDS,
      ),
    )
    .option("--config <json>", "the plugin's configuration: a JSON object or a file of JSON", nonEmpty)
    .option("--root-id <id>", "the plugin of the module that runs (default: its only one)")
    .option("--port <number>", "port of the gateway; 0 lets the system choose", port, 0)
    .option("--admin-port <number>", "port of Envoy's admin interface (default: the system chooses)", port)
    .option(
      "--upstream <origin>",
      "where requests go, e.g. http://127.0.0.1:8080, for the kind network tcp://127.0.0.1:5432 (default: a built-in echo)",
      upstreamOrigin,
    )
    .option("--cluster <name=origin>", "a cluster that the filter calls out to; may be repeated", clusters)
    .option(
      "--metric-label <name>",
      "a label of metrics that comes from the configuration; may be repeated",
      metricLabels,
    )
    .addOption(new Option("--engine <engine>", "default: envoy, else node").choices(["envoy", "node"]))
    .option("--envoy <path>", "an Envoy of your own", nonEmpty)
    .option("--trace", "print every callback and host call (with --engine node)")
    .action(async (target: string, options: RunOptions, command: Command) => {
      refuseContradiction(options);
      const { upstream } = options;
      const output = createOutput(command);
      const { loadPlugin } = await import("../load-plugin.js");
      const { configurationFor } = await import("../configuration-for.js");
      const { startGateway } = await import("../start-gateway.js");
      const { startEchoUpstream, startTcpEchoUpstream } = await import("../echo-upstream.js");
      const { untilSignal } = await import("../until-signal.js");
      const { choosePluginKind } = await import("../../compile/plugin-kind.js");
      const { readModule } = await import("../../wasm/index.js");

      const plugin = await loadPlugin({
        target,
        rootId: options.rootId,
        onProgress: output.progress,
        onNote: output.note,
      });
      const module = readModule(plugin.module);
      const kind = choosePluginKind({ ...plugin, name: target, module }, options.kind);
      if (upstream !== undefined) gatewayProtocol({ plugins: [{ kind }], upstream });
      const configuration = await configurationFor(plugin, options.config);
      const startEcho = kind === "network" ? startTcpEchoUpstream : startEchoUpstream;
      await using echo = upstream === undefined ? await startEcho() : null;
      const { name, rootId, papers } = plugin;
      const { gateway, ended } = await startGateway({
        plugins: [{ kind, name, rootId, module: plugin.module, ...(configuration === null ? {} : { configuration }) }],
        upstream: upstream ?? echo?.url ?? "",
        clusters: options.cluster ?? {},
        metricLabels: [...(papers?.metricLabels ?? []), ...(options.metricLabel ?? [])],
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

function refuseContradiction({ engine, envoy, adminPort, trace, kind, upstream }: RunOptions): void {
  if (kind !== undefined && upstream !== undefined) gatewayProtocol({ plugins: [{ kind }], upstream });
  if (trace === true && engine !== "node") {
    throw new ToolError("ERR_USAGE", "--trace: only the in-process host writes one", { hint: "add --engine node" });
  }
  const flag = envoy !== undefined ? "--envoy" : adminPort !== undefined ? "--admin-port" : null;
  if (engine !== "node" || flag === null) return;
  throw new ToolError("ERR_USAGE", `${flag} means nothing with --engine node`, { hint: "leave one of the two out" });
}
