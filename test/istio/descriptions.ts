import type { PluginDescription, RegistryDescription } from "../../istio/index.js";

/** A plugin with nothing but what every manifest needs. */
export function pluginDescription(changes: Partial<PluginDescription> = {}): PluginDescription {
  return {
    name: "auth",
    namespace: "istio-system",
    url: "http://registry.example.com/auth.wasm",
    sha256: "0123456789abcdef".repeat(4),
    rootId: "auth",
    configuration: { token_header: "Authorization", allowed_paths: ["/public"] },
    ...changes,
  };
}

/** A registry of a module of eight bytes: the shortest there is. */
export function registryDescription(changes: Partial<RegistryDescription> = {}): RegistryDescription {
  return {
    name: "auth-registry",
    namespace: "istio-system",
    fileName: "auth.wasm",
    module: Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
    sha256: "93a44bbb96c751218e4c00d479e4c14358122a389acca16205b1e4d0dc5f9476",
    ...changes,
  };
}
