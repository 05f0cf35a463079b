import { describe, expect, it } from "vitest";
import { wasmPlugin } from "../../istio/index.js";
import { pluginDescription } from "./descriptions.js";

describe("a WasmPlugin", () => {
  it("says what the description says in the words of the resource", () => {
    const { spec } = wasmPlugin(
      pluginDescription({
        selector: { istio: "ingressgateway" },
        phase: "AUTHN",
        priority: -5,
        failStrategy: "FAIL_OPEN",
        imagePullPolicy: "Always",
        imagePullSecret: "registry-credentials",
        environment: { MODE: "strict" },
        hostEnvironment: ["POD_NAME"],
      }),
    );
    expect(spec).toEqual({
      selector: { matchLabels: { istio: "ingressgateway" } },
      url: "http://registry.example.com/auth.wasm",
      sha256: "0123456789abcdef".repeat(4),
      imagePullPolicy: "Always",
      imagePullSecret: "registry-credentials",
      phase: "AUTHN",
      priority: -5,
      failStrategy: "FAIL_OPEN",
      pluginName: "auth",
      pluginConfig: { token_header: "Authorization", allowed_paths: ["/public"] },
      vmConfig: {
        env: [
          { name: "MODE", valueFrom: "INLINE", value: "strict" },
          { name: "POD_NAME", valueFrom: "HOST" },
        ],
      },
    });
  });

  it("leaves out what nobody asked for, but never the priority", () => {
    const { spec } = wasmPlugin({ name: "auth", namespace: "gateways", url: "oci://example.com/auth:1.0.0" });
    expect(spec).toEqual({ url: "oci://example.com/auth:1.0.0", priority: 10 });
  });

  it("leaves out what only an EnvoyFilter can say", () => {
    const plain = wasmPlugin(pluginDescription());
    const full = wasmPlugin(
      pluginDescription({
        pluginName: "auth_plugin",
        patchName: "acme.auth",
        context: "SIDECAR_INBOUND",
        cluster: { name: "modules" },
        timeoutSeconds: 3,
        vmId: "auth",
        capabilities: ["proxy_log"],
        allowOnHeadersStopIteration: true,
      }),
    );
    expect(full).toEqual(plain);
  });

  it("attaches to the targets of a description", () => {
    const targetRefs = [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "public" }];
    expect(wasmPlugin(pluginDescription({ targetRefs })).spec.targetRefs).toEqual(targetRefs);
  });
});
