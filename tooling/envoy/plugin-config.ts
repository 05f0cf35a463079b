import type { FailurePolicy, PluginSpec } from "../gateway.js";

/** A plugin whose module lies in a file that Envoy can read. */
export interface PluginFile extends Omit<PluginSpec, "module"> {
  readonly modulePath: string;
}

/** A `google.protobuf.Any` in JSON. */
export interface AnyValue {
  readonly "@type": string;
  readonly value: string;
}

/** `envoy.extensions.wasm.v3.PluginConfig`, as far as it is used here. */
export interface PluginConfig {
  readonly name: string;
  readonly root_id: string;
  readonly failure_policy: FailurePolicy;
  readonly allow_on_headers_stop_iteration?: true;
  readonly configuration?: AnyValue;
  readonly vm_config: {
    readonly vm_id?: string;
    readonly runtime: string;
    readonly code: { readonly local: { readonly filename: string } };
    readonly configuration?: AnyValue;
    readonly environment_variables?: { readonly key_values: Readonly<Record<string, string>> };
  };
}

/** What Envoy is told of a plugin, whatever its kind. */
export function renderPluginConfig(plugin: PluginFile): PluginConfig {
  const { configuration, environment, vmConfiguration, vmId } = plugin;
  return {
    name: plugin.name,
    root_id: plugin.rootId,
    failure_policy: plugin.failurePolicy ?? "FAIL_CLOSED",
    ...(plugin.allowOnHeadersStopIteration === true ? { allow_on_headers_stop_iteration: true } : {}),
    ...(configuration === undefined ? {} : { configuration: renderConfiguration(configuration) }),
    vm_config: {
      ...(vmId === undefined || vmId === "" ? {} : { vm_id: vmId }),
      runtime: "envoy.wasm.runtime.v8",
      code: { local: { filename: plugin.modulePath } },
      ...(vmConfiguration === undefined ? {} : { configuration: renderConfiguration(vmConfiguration) }),
      ...(environment === undefined ? {} : { environment_variables: { key_values: { ...environment } } }),
    },
  };
}

/**
 * Envoy hands the content of a `StringValue` or a `BytesValue` to the plugin as it is. Text is the readable form, which only
 * valid UTF-8 can take: anything else would be refused with the whole bootstrap.
 */
function renderConfiguration(configuration: string | Uint8Array): AnyValue {
  const bytes = Buffer.from(configuration);
  const text = decodeUtf8(bytes);
  if (text !== null) return { "@type": "type.googleapis.com/google.protobuf.StringValue", value: text };
  return { "@type": "type.googleapis.com/google.protobuf.BytesValue", value: bytes.toString("base64") };
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
