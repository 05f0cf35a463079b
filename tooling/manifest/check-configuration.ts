import { configurationText, type JsonValue, type PluginDescription } from "../../istio/index.js";
import { refuseText } from "../compile/schema/refuse-configuration.js";
import { ToolError } from "../error.js";
import { DEFAULT_LOAD_TIME_LIMIT_MS, FakeClock, Host, TimeLimitError } from "../host/index.js";
import type { ModuleFile } from "./module-source.js";
import { OWN_NAMES, type OptionNames } from "./option-names.js";
import type { ManifestKind } from "./options.js";
import { findVariables } from "./secret-variables.js";

/** Stands for the value of a variable that only the proxy has: long enough for a key. */
const PLACEHOLDER = "0".repeat(64);

/**
 * Runs the module to learn whether the plugin takes its configuration, as a proxy would before it serves a request. Nothing
 * leaves this process: there are no clusters, and the clock stands still.
 *
 * @throws ToolError `ERR_CONFIGURATION_REFUSED`, `ERR_MODULE_INVALID`, `ERR_MODULE_REFUSED`
 */
export async function checkConfiguration(
  source: ModuleFile,
  plugin: PluginDescription,
  kinds: readonly ManifestKind[],
  names: OptionNames = OWN_NAMES,
  loadTimeLimitMs: number = DEFAULT_LOAD_TIME_LIMIT_MS,
): Promise<void> {
  const { environment = {}, hostEnvironment = [] } = plugin;
  const fromProxy = hostEnvironment.filter((name) => !Object.hasOwn(environment, name));
  const schema = source.papers?.configSchemas[plugin.rootId ?? ""];
  if (schema !== undefined) refuseText(plugin.configuration, names.subject("configuration"));
  const unknown = findVariables(plugin.configuration ?? null, schema).filter(({ name }) => fromProxy.includes(name));
  const texts = kinds.flatMap((kind) => (kind === "registry" ? [] : [textOf(kind, plugin.configuration)]));
  for (const text of new Set(texts)) {
    const host = new Host({ clock: new FakeClock(), clusters: {}, boundsCallbacks: true, loadTimeLimitMs });
    try {
      await host.loadPlugin({
        name: plugin.pluginName ?? plugin.name,
        rootId: plugin.rootId ?? "",
        module: source.bytes,
        configuration: text,
        environment: { ...Object.fromEntries(fromProxy.map((name) => [name, PLACEHOLDER])), ...environment },
      });
    } catch (error) {
      // What is wrong with a value that only the proxy has, only the proxy can tell.
      if (error instanceof ToolError && unknown.some(({ path }) => error.paths.includes(path))) continue;
      throw error instanceof ToolError ? inOurWords(error, source, plugin.configuration, names) : error;
    } finally {
      host.close();
    }
  }
}

/**
 * What the plugin will read: of an object that holds a Struct, JSON whose space is the control plane's own. Through Istio an empty object
 * arrives as no configuration at all.
 */
function textOf(kind: ManifestKind, configuration: JsonValue | undefined): string {
  if (configuration === undefined) return "";
  if (kind === "EnvoyFilter" || kind === "Envoy" || kind === "EnvoyExtension") return configurationText(configuration);
  if (typeof configuration === "string") return configuration;
  const text = JSON.stringify(configuration);
  return (kind === "WasmPlugin" || kind === "TrafficExtension") && text === "{}" ? "" : text;
}

function inOurWords(
  error: ToolError,
  { path, papers }: ModuleFile,
  configuration: JsonValue | undefined,
  { subject, mention }: OptionNames,
): ToolError {
  if (error.code !== "ERR_CONFIGURATION_REFUSED") {
    return new ToolError(error.code, `${path}: ${error.message}`, {
      hint: error.hint ?? "see what `sluice check` says of it",
      cause: error,
    });
  }
  if (error.cause instanceof TimeLimitError) {
    return new ToolError(error.code, `${path}: ${error.message}`, {
      hint: "end the loop in proxy_on_vm_start or proxy_on_configure: a gateway would hang there",
      cause: error,
    });
  }
  // Only a module of this SDK is known to name the place of a fault and never a value, which may be a secret.
  const message = papers === null ? "the plugin refused its configuration" : error.message;
  const hint =
    papers === null ? "see what the plugin logs with `sluice run`" : "mend the configuration that is named here";
  return new ToolError(error.code, `${subject("configuration")}: ${message}`, {
    hint: configuration === undefined ? `give a configuration with ${mention("configuration")}` : hint,
    paths: papers === null ? [] : error.paths,
    cause: error,
  });
}
