import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { pluginRegistry } from "../../istio/index.js";
import { describeWithPart, findDebianPart } from "../real-parts/debian.js";
import { NGINX } from "../real-parts/parts.js";
import { registryDescription } from "./descriptions.js";
import { serveRegistry, type RegistryServer } from "./serve-registry.js";

const nginx = await findDebianPart(NGINX);

describeWithPart(nginx, "a plugin registry, served by the real nginx", () => {
  const module = Uint8Array.from({ length: 200_000 }, (_, at) => (at * at) % 251);
  const sha256 = createHash("sha256").update(module).digest("hex");
  const objects = pluginRegistry(registryDescription({ module, sha256 }));
  const [, { spec }] = objects;
  let server: RegistryServer;

  beforeAll(async () => {
    server = await serveRegistry("path" in nginx ? nginx.path : NGINX.name, objects);
    return () => server[Symbol.asyncDispose]();
  });

  const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(server.url + path, init);

  it("starts without root and without a word, and writes where it may", async () => {
    const { uid } = await stat(join(server.folder, "scratch", "nginx.pid"));
    const own = process.getuid?.();
    expect(uid).toBe(own === 0 ? spec.template.spec.securityContext["runAsUser"] : own);
    expect(server.lines).toEqual([]);
  });

  it("hands out the very bytes of the digest, with their media type", async () => {
    const response = await ask("/auth.wasm");
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/wasm",
      "content-length": String(module.byteLength),
    });
  });

  it("answers HEAD with the length, and without a body", async () => {
    const response = await ask("/auth.wasm", { method: "HEAD" });
    expect([response.status, response.headers.get("content-length")]).toEqual([200, String(module.byteLength)]);
    expect(await response.text()).toBe("");
  });

  it.each([
    ["/other.wasm", 404],
    ["/auth.wasm/", 404],
    ["/nginx.conf", 404],
    ["/healthz/x", 404],
    ["/..%2fconf/nginx.conf", 400],
    ["/", 403],
  ])("has nothing at %s: %d", async (path, status) => {
    const response = await ask(path);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toMatch(/auth\.wasm|listen|\d\.\d/);
  });

  it.each(["PUT", "POST", "DELETE"])("refuses %s", async (method) => {
    expect((await ask("/auth.wasm", { method })).status).toBe(405);
  });

  it("answers the probes of its Deployment", async () => {
    const [container] = spec.template.spec.containers;
    for (const probe of [container?.readinessProbe, container?.livenessProbe]) {
      const { path } = probe?.["httpGet"] as { readonly path: string };
      expect([path, (await ask(path)).status]).toEqual([path, 200]);
    }
  });
});
