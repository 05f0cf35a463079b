import { type Command, Option } from "commander";
import { ToolError } from "../error.js";
import { type Engine, gatewayProtocol, PLUGIN_KINDS, type PluginKind } from "../gateway.js";
import { metricLabels, nonEmpty, port, upstreamOrigin } from "./arguments.js";
import { clusterOption, configOption, envOption, envoyOption, rootIdOption } from "./shared-options.js";

/** What the commands that run a gateway are told of it. */
export interface RunArguments {
  readonly kind?: PluginKind;
  readonly config?: string;
  readonly env?: Record<string, string>;
  readonly rootId?: string;
  readonly port: number;
  readonly adminPort?: number;
  readonly upstream?: string;
  readonly cluster?: Record<string, string>;
  readonly metricLabel?: string[];
  readonly allowOnHeadersStopIteration?: true;
  readonly engine?: Engine;
  readonly envoy?: string;
}

/** Adds the argument and the options of a command that runs a gateway. */
export function addRunArguments(command: Command): Command {
  return command
    .argument("<filter>", "folder with an index.ts, AssemblyScript file, or compiled module", nonEmpty)
    .addOption(
      new Option("--kind <kind>", "what the plugin is to the gateway (default: what it has callbacks for)").choices(
        PLUGIN_KINDS,
      ),
    )
    .addOption(configOption())
    .addOption(envOption())
    .addOption(rootIdOption())
    .option("--port <number>", "port of the gateway; 0 lets the system choose", port, 0)
    .option("--admin-port <number>", "port of Envoy's admin interface (default: the system chooses)", port)
    .option(
      "--upstream <origin>",
      "where requests go, e.g. http://127.0.0.1:8080, for the kind network tcp://127.0.0.1:5432 (default: a built-in echo)",
      upstreamOrigin,
    )
    .addOption(clusterOption())
    .option(
      "--metric-label <name>",
      "a label of metrics that comes from the configuration; may be repeated",
      metricLabels,
    )
    .option(
      "--allow-on-headers-stop-iteration",
      "headers may wait for the body (default: where the configuration needs it)",
    )
    .addOption(new Option("--engine <engine>", "default: envoy, else node").choices(["envoy", "node"]))
    .addOption(envoyOption());
}

/**
 * Refuses flags that contradict each other, before anything is loaded.
 *
 * @throws ToolError `ERR_USAGE`, naming the flag.
 */
export function refuseContradiction({ engine, envoy, adminPort, kind, upstream }: RunArguments): void {
  if (kind !== undefined && upstream !== undefined) gatewayProtocol({ plugins: [{ kind }], upstream });
  const flag = envoy !== undefined ? "--envoy" : adminPort !== undefined ? "--admin-port" : null;
  if (engine !== "node" || flag === null) return;
  throw new ToolError("ERR_USAGE", `${flag} means nothing with --engine node`, { hint: "leave one of the two out" });
}
