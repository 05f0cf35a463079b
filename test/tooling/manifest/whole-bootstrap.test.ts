import { expect, it } from "vitest";
import { createManifest, type ManifestOptions } from "../../../tooling/manifest/index.js";

const options = { module: "https://example.com/auth.wasm", sha256: "0".repeat(64), kinds: ["Envoy"] } as const;

it("a whole bootstrap holds what the plugin calls, beside its service", async () => {
  const { fragment } = await createManifest({
    ...{ ...options, upstream: "https://shop.example.com:8443", callouts: ["https://keys.example.com"] },
  });
  const [own, called, upstream] = [{ name: "auth_wasm_cluster" }, { name: "keys.example.com" }, "upstream_service"];
  expect(fragment).toMatchObject({
    static_resources: {
      listeners: [{ address: { socket_address: { port_value: 10_000 } } }],
      clusters: [own, called, { name: upstream, transport_socket: { typed_config: { sni: "shop.example.com" } } }],
    },
  });
});

it.each<[string, Partial<ManifestOptions>, RegExp]>([
  ["a service with a path", { upstream: "http://shop.example.com/cart" }, /^upstream is no http or https URL/],
  ["a service with a query", { upstream: "http://shop.example.com?a" }, /^upstream is no http or https URL/],
  ["a service that is an image", { upstream: "oci://example.com/shop" }, /^upstream is no http or https URL/],
  ["a port of no bootstrap", { listenPort: 8080 }, /^listenPort is of a whole bootstrap/],
  ["routes that are not there", { upstream: "http://shop.example.com", routes: ["api"] }, /^routes: .* has one route/],
  [
    "a service of no Envoy",
    { upstream: "http://shop.example.com", kinds: ["WasmPlugin"] },
    /^upstream means nothing to WasmPlugin/,
  ],
])("a whole bootstrap is refused for %s", async (_what, changes, message) => {
  await expect(createManifest({ ...options, ...changes })).rejects.toMatchObject({
    ...{ code: "ERR_USAGE", message: expect.stringMatching(message) as string },
  });
});
