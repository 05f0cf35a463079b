import { getProperty, getTextProperty } from "../property";
import { Bytes } from "../../assembly/bytes";

/** How this plugin is configured, and what is kept with the stream. */
export abstract class PluginAttributes {
  /** `PluginConfig.name`. */
  static get name(): string | null {
    return getTextProperty("plugin_name");
  }

  /** `PluginConfig.root_id`. */
  static get rootId(): string | null {
    return getTextProperty("plugin_root_id");
  }

  /** `VmConfig.vm_id`. */
  static get vmId(): string | null {
    return getTextProperty("plugin_vm_id");
  }

  /** The dynamic metadata that the filter `name` left, a serialized `google.protobuf.Struct`; null when it left none. */
  static metadata(name: string): Bytes | null {
    return getProperty("metadata\0filter_metadata\0" + name);
  }

  /** The filter state `key`; what `setProperty(path, …)` keeps is `wasm.` and the path. */
  static filterState(key: string): Bytes | null {
    return getProperty("filter_state\0" + key);
  }

  /** The filter state `key` of the upstream connection. */
  static upstreamFilterState(key: string): Bytes | null {
    return getProperty("upstream_filter_state\0" + key);
  }
}
