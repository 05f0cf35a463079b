import { describe, expect, it } from "vitest";
import { envoyFilter, filterForm, type JsonObject, type PluginDescription } from "../../istio/index.js";
import { pluginDescription } from "./descriptions.js";

/** An inline filter's own configuration, and the cluster that is added beside it. */
function parts(changes: Partial<PluginDescription> = {}) {
  const [filter, cluster, ...rest] = envoyFilter(pluginDescription({ form: "inline", ...changes })).spec.configPatches;
  expect(rest).toEqual([]);
  const value = filter?.patch.value as { name: string; typed_config: { config: JsonObject } };
  return { filter, value, config: value.typed_config.config, cluster: cluster?.patch.value };
}

describe("an EnvoyFilter", () => {
  it("is an extension and the filter that discovers it, unless it is asked for inline", () => {
    const { priority, configPatches } = envoyFilter(
      pluginDescription({ url: "oci://example.com/auth:1", sha256: undefined as never, vmId: "shared" }),
    ).spec;
    expect(priority).toBe(10);
    expect(configPatches).toMatchObject([
      {
        applyTo: "EXTENSION_CONFIG",
        match: { context: "GATEWAY" },
        patch: {
          operation: "ADD",
          value: {
            name: "istio-system.auth",
            typed_config: {
              "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
              config: {
                name: "auth",
                vm_config: {
                  vm_id: "shared",
                  code: { remote: { http_uri: { uri: "oci://example.com/auth:1", timeout: "30s" }, sha256: "nil" } },
                },
              },
            },
          },
        },
      },
      {
        applyTo: "HTTP_FILTER",
        match: { listener: { filterChain: { filter: { subFilter: { name: "envoy.filters.http.router" } } } } },
        patch: {
          operation: "INSERT_BEFORE",
          value: {
            name: "istio-system.auth",
            config_discovery: {
              config_source: { ads: {}, initial_fetch_timeout: "0s", resource_api_version: "V3" },
              type_urls: [
                "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
                "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC",
              ],
            },
          },
        },
      },
    ]);
  });

  it("pins an extension's module by its digest", () => {
    const [extension] = envoyFilter(pluginDescription()).spec.configPatches;
    expect(JSON.stringify(extension)).toContain(`"sha256":"${"0123456789abcdef".repeat(4)}"`);
  });

  it("is inline where a cluster is named, from which only Envoy itself fetches", () => {
    expect(filterForm(pluginDescription())).toBe("ecds");
    expect(filterForm(pluginDescription({ cluster: { name: "modules" } }))).toBe("inline");
    expect(filterForm(pluginDescription({ cluster: { name: "modules" }, form: "ecds" }))).toBe("ecds");
  });

  it("goes before the router of a gateway", () => {
    const { filter } = parts();
    expect(filter).toMatchObject({
      applyTo: "HTTP_FILTER",
      match: {
        context: "GATEWAY",
        listener: {
          filterChain: {
            filter: {
              name: "envoy.filters.network.http_connection_manager",
              subFilter: { name: "envoy.filters.http.router" },
            },
          },
        },
      },
      patch: { operation: "INSERT_BEFORE" },
    });
  });

  it("hands the configuration over as JSON text", () => {
    const configuration = { b: 1, a: ["x"] };
    const { config } = parts({ configuration });
    const { value, ...type } = config["configuration"] as { value: string };
    expect(type).toEqual({ "@type": "type.googleapis.com/google.protobuf.StringValue" });
    expect(JSON.parse(value)).toEqual(configuration);
    expect(value.indexOf('"b"')).toBeLessThan(value.indexOf('"a"'));
  });

  it("fetches the module from a cluster that it adds", () => {
    const { config, cluster } = parts({ cluster: { name: "wasm_plugin_cluster" }, timeoutSeconds: 10 });
    expect(config).toMatchObject({
      vm_config: {
        runtime: "envoy.wasm.runtime.v8",
        code: {
          remote: {
            http_uri: { uri: "http://registry.example.com/auth.wasm", cluster: "wasm_plugin_cluster", timeout: "10s" },
            sha256: "0123456789abcdef".repeat(4),
            retry_policy: { num_retries: 5 },
          },
        },
      },
    });
    expect(cluster).toEqual({
      name: "wasm_plugin_cluster",
      type: "STRICT_DNS",
      dns_lookup_family: "ALL",
      connect_timeout: "5s",
      load_assignment: {
        cluster_name: "wasm_plugin_cluster",
        endpoints: [
          {
            lb_endpoints: [
              { endpoint: { address: { socket_address: { address: "registry.example.com", port_value: 80 } } } },
            ],
          },
        ],
      },
    });
  });

  it("adds the cluster where the filter is", () => {
    const patches = envoyFilter(pluginDescription({ context: "SIDECAR_INBOUND", form: "inline" })).spec.configPatches;
    expect(patches.map(({ applyTo, match }) => [applyTo, match.context])).toEqual([
      ["HTTP_FILTER", "SIDECAR_INBOUND"],
      ["CLUSTER", "SIDECAR_INBOUND"],
    ]);
  });

  it("verifies the host's certificate over https", () => {
    expect(parts({ url: "https://registry.example.com:8443/auth.wasm" }).cluster).toMatchObject({
      load_assignment: {
        endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { port_value: 8443 } } } }] }],
      },
      transport_socket: {
        typed_config: {
          sni: "registry.example.com",
          common_tls_context: {
            validation_context: {
              trusted_ca: { filename: "/etc/ssl/certs/ca-certificates.crt" },
              match_typed_subject_alt_names: [{ san_type: "DNS", matcher: { exact: "registry.example.com" } }],
            },
          },
        },
      },
    });
  });

  it.each([
    ["http://10.0.0.7:8080/auth.wasm", "10.0.0.7"],
    ["http://[fd00::7]:8080/auth.wasm", "fd00::7"],
  ])("resolves no address: %s", (url, address) => {
    expect(parts({ url }).cluster).toMatchObject({
      type: "STATIC",
      load_assignment: { endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address } } } }] }] },
    });
  });

  it("names no server in the handshake with an address", () => {
    const { cluster } = parts({ url: "https://10.0.0.7/auth.wasm" });
    expect(cluster).toMatchObject({ transport_socket: { typed_config: { common_tls_context: {} } } });
    expect(JSON.stringify(cluster)).not.toContain('"sni"');
  });

  it("adds no cluster that the proxy has", () => {
    const name = "outbound|80||registry.example.com";
    const { config, cluster } = parts({ cluster: { name, isExisting: true } });
    expect(cluster).toBeUndefined();
    expect(config).toMatchObject({ vm_config: { code: { remote: { http_uri: { cluster: name } } } } });
  });

  it("reads a module on the proxy's disk without a cluster", () => {
    const { config, cluster } = parts({ url: "file:///opt/auth.wasm" });
    expect(cluster).toBeUndefined();
    expect(config).toMatchObject({ vm_config: { code: { local: { filename: "/opt/auth.wasm" } } } });
  });

  it("gives a plugin a VM and shared data of its own unless told otherwise", () => {
    expect(parts({ pluginName: "auth_plugin" }).config).toMatchObject({
      name: "auth_plugin",
      vm_config: { vm_id: "auth_plugin" },
    });
    expect(parts({ vmId: "shared" }).config).toMatchObject({ vm_config: { vm_id: "shared" } });
  });

  it("gives a module that Envoy fetches a VM of its own beside another of the same id", () => {
    const vmOf = (changes: Partial<PluginDescription>): unknown =>
      parts({ vmId: "shared", ...changes }).config["vm_config"];
    const configuration = (value: string): object => ({
      configuration: { "@type": "type.googleapis.com/google.protobuf.StringValue", value },
    });
    for (const sha256 of ["0".repeat(64), "f".repeat(64)]) {
      expect(vmOf({ sha256 })).toMatchObject({ vm_id: "shared", ...configuration(sha256) });
    }
    expect(vmOf({ url: "file:///opt/auth.wasm" })).not.toHaveProperty("configuration");
    expect(JSON.stringify(envoyFilter(pluginDescription({ configuration: undefined as never })))).not.toContain(
      '"configuration"',
    );
  });

  it("allows what the module needs and nothing else", () => {
    expect(parts({ capabilities: ["proxy_on_request_headers", "proxy_log"] }).config).toMatchObject({
      capability_restriction_config: { allowed_capabilities: { proxy_log: {}, proxy_on_request_headers: {} } },
    });
  });

  it("leaves a restriction out that would restrict nothing", () => {
    expect(parts({ capabilities: [] }).config).not.toHaveProperty("capability_restriction_config");
  });

  it.each([
    ["FAIL_CLOSE", "FAIL_CLOSED"],
    ["FAIL_OPEN", "FAIL_OPEN"],
    ["FAIL_RELOAD", "FAIL_RELOAD"],
  ] as const)("translates %s to Envoy's word", (failStrategy, policy) => {
    expect(parts({ failStrategy }).config).toMatchObject({ failure_policy: policy });
  });

  it("lets headers wait for the body on request only", () => {
    expect(parts().config).not.toHaveProperty("allow_on_headers_stop_iteration");
    expect(parts({ allowOnHeadersStopIteration: true }).config).toMatchObject({
      allow_on_headers_stop_iteration: true,
    });
  });

  it("passes environment variables to the VM", () => {
    expect(parts({ environment: { MODE: "strict" }, hostEnvironment: ["POD_NAME"] }).config).toMatchObject({
      vm_config: { environment_variables: { key_values: { MODE: "strict" }, host_env_keys: ["POD_NAME"] } },
    });
  });
});
