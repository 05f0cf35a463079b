import { parseAllDocuments } from "yaml";
import { adminGet } from "../../../../tooling/envoy/admin.js";

interface ConfigDump {
  readonly configs: readonly {
    readonly dynamic_listeners?: readonly DynamicListener[];
    readonly ecds_filters?: readonly { readonly ecds_filter: { readonly name: string } }[];
  }[];
}

interface DynamicListener {
  readonly active_state?: { readonly listener: unknown };
  readonly warming_state?: unknown;
}

const PLUGIN_KINDS = ["WasmPlugin", "TrafficExtension", "EnvoyFilter"];

/** Names of the plugins in a manifest. */
export function pluginNames(manifest: string): string[] {
  return parseAllDocuments(manifest)
    .map((document) => document.toJS() as { kind: string; metadata: { name: string } } | null)
    .flatMap((object) => (object !== null && PLUGIN_KINDS.includes(object.kind) ? [object.metadata.name] : []));
}

/** Whether the gateway's listeners serve with plugins of these names in them, and wait for none. */
export async function runsPlugins(adminUrl: string, names: readonly string[]): Promise<boolean> {
  const { configs } = JSON.parse((await adminGet(adminUrl, "/config_dump")).body) as ConfigDump;
  const listeners = configs.flatMap(({ dynamic_listeners = [] }) => dynamic_listeners);
  const isServing = ({ active_state, warming_state }: DynamicListener): boolean =>
    active_state !== undefined && warming_state === undefined;
  if (listeners.length === 0 || !listeners.every(isServing)) return false;
  const listening = JSON.stringify(listeners.map(({ active_state }) => active_state?.listener));
  const discovered = configs.flatMap(({ ecds_filters = [] }) => ecds_filters).map((each) => each.ecds_filter.name);
  return names.every((name) => {
    const word = new RegExp(`\\b${name}\\b`);
    return (
      word.test(listening) && (!listening.includes("config_discovery") || discovered.some((each) => word.test(each)))
    );
  });
}
