import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EnvoyFilter, WasmPlugin } from "../../../istio/index.js";
import { createManifest, type ManifestOptions } from "../../../tooling/manifest/index.js";
import { fixtureModule } from "./fixture-module.js";

const URL = "https://example.com/auth.wasm";
let folder = "";
let auth = "";
let several = "";
let foreign = "";

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-manifest-"));
  auth = await write("auth.wasm", fixtureModule({}));
  several = await write("several.wasm", fixtureModule({ rootIds: ["auth", "metrics"] }));
  foreign = await write("foreign.wasm", fixtureModule());
});
afterAll(() => rm(folder, { recursive: true }));

function manifest(options: Partial<ManifestOptions>) {
  return createManifest({ module: auth, kinds: ["WasmPlugin"], url: URL, selector: { app: "a" }, ...options });
}

async function wasmPluginOf(options: Partial<ManifestOptions>): Promise<WasmPlugin["spec"]> {
  const { objects } = await manifest({ kinds: ["WasmPlugin"], ...options });
  return (objects[0] as WasmPlugin).spec;
}

describe("a manifest", () => {
  it("takes name, root id and digest from the module", async () => {
    const { objects, notes } = await manifest({});
    expect(objects).toMatchObject([
      {
        kind: "WasmPlugin",
        metadata: { name: "auth", namespace: "istio-system" },
        spec: { pluginName: "auth", sha256: createHash("sha256").update(fixtureModule({})).digest("hex") },
      },
    ]);
    expect(notes).toEqual([]);
  });

  it("serves the module from a registry, which comes first", async () => {
    const { objects, notes } = await manifest({ url: undefined as never, kinds: ["EnvoyFilter", "registry"] });
    expect(objects.map(({ kind }) => kind)).toEqual(["ConfigMap", "Deployment", "Service", "EnvoyFilter"]);
    const text = JSON.stringify(objects[3]);
    expect(text).toContain('"uri":"http://auth-registry.istio-system.svc.cluster.local/auth.wasm"');
    expect(notes).toEqual([expect.stringContaining("wait for the registry's rollout")]);
  });

  it("makes a registry alone", async () => {
    const options = { url: undefined as never, selector: undefined as never, kinds: ["registry"] as const };
    const { objects, notes } = await manifest({ ...options, registryName: "modules", replicas: 3 });
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(["modules", "modules", "modules"]);
    expect(notes).toEqual([]);
  });

  it("makes one object of a kind that is asked for twice", async () => {
    expect((await manifest({ kinds: ["WasmPlugin", "WasmPlugin"] })).objects).toHaveLength(1);
  });

  it("restricts an EnvoyFilter to what the module needs, unless told not to", async () => {
    const restriction = {
      capability_restriction_config: { allowed_capabilities: { proxy_log: {}, proxy_on_log: {} } },
    };
    const configOf = async (options: Partial<ManifestOptions>): Promise<unknown> => {
      const { objects } = await manifest({ kinds: ["EnvoyFilter"], ...options });
      const value = (objects[0] as EnvoyFilter).spec.configPatches[0]?.patch.value;
      return (value?.["typed_config"] as { config: unknown }).config;
    };
    expect(await configOf({})).toMatchObject(restriction);
    expect(await configOf({ module: foreign })).toMatchObject(restriction);
    expect(await configOf({ isUnrestricted: true })).not.toHaveProperty("capability_restriction_config");
  });

  it("leaves the digest of an image to the user: the module does not know it", async () => {
    const image = "oci://example.com/auth:1.0.0";
    expect(await wasmPluginOf({ url: image })).not.toHaveProperty("sha256");
    expect(await wasmPluginOf({ url: image, sha256: "ab".repeat(32) })).toMatchObject({ sha256: "ab".repeat(32) });
  });

  it("takes any root id for a module that does not say which it has", async () => {
    expect(await wasmPluginOf({ module: foreign, rootId: "x" })).toMatchObject({ pluginName: "x" });
    expect(await wasmPluginOf({ module: foreign })).not.toHaveProperty("pluginName");
  });

  it("needs nothing on this machine for a module that is somewhere else", async () => {
    const { objects } = await manifest({ module: "example.com/acme/auth:1.0.0", url: undefined as never });
    expect(objects).toMatchObject([{ metadata: { name: "auth" }, spec: { url: "oci://example.com/acme/auth:1.0.0" } }]);
  });
});

describe("a manifest is refused", () => {
  it.each<[string, Partial<ManifestOptions>, string, RegExp, RegExp]>([
    ["no URL", { url: undefined as never }, "ERR_USAGE", /^--url is missing/, /--kind registry/],
    [
      "a registry of nothing",
      { module: URL, kinds: ["registry"], url: undefined as never, selector: undefined as never },
      "ERR_USAGE",
      /^--kind registry/,
      /path of the module/,
    ],
    [
      "another digest",
      { sha256: "ab".repeat(32) },
      "ERR_USAGE",
      /^--sha256 is not the digest of .*auth\.wasm/,
      /leave it out/,
    ],
    [
      "a root id the module has not",
      { rootId: "oauth" },
      "ERR_USAGE",
      /^--root-id: .*"oauth"/,
      /name one with --root-id: auth/,
    ],
    [
      "a name that is none",
      { name: "auth_plugin" },
      "ERR_MANIFEST_INVALID",
      /^--name: WasmPlugin metadata\.name/,
      /DNS|lowercase/,
    ],
    [
      "a URL without a scheme",
      { url: "localhost:5000/auth" },
      "ERR_MANIFEST_INVALID",
      /^--url: WasmPlugin spec\.url/,
      /oci:\/\//,
    ],
    [
      "an image for an EnvoyFilter",
      { kinds: ["EnvoyFilter"], url: "oci://example.com/auth", sha256: "ab".repeat(32) },
      "ERR_MANIFEST_INVALID",
      /^--url: EnvoyFilter spec\.configPatches\[0\].*uri/,
      /https/,
    ],
    [
      "an EnvoyFilter without a digest",
      { module: URL, kinds: ["EnvoyFilter"] },
      "ERR_MANIFEST_INVALID",
      /^--sha256: EnvoyFilter/,
      /digest of the module/,
    ],
    [
      "a registry's name that is none",
      { kinds: ["registry"], url: undefined as never, selector: undefined as never, registryName: "1" },
      "ERR_MANIFEST_INVALID",
      /^--registry-name: Service/,
      /letter/,
    ],
    [
      "a flag that no kind heeds",
      { kinds: ["EnvoyFilter"], phase: "AUTHN" },
      "ERR_USAGE",
      /^--phase means nothing to EnvoyFilter/,
      /WasmPlugin/,
    ],
    [
      "a configuration for a registry",
      { kinds: ["registry"], url: undefined as never, selector: undefined as never, configuration: {} },
      "ERR_USAGE",
      /^--config means nothing/,
      /WasmPlugin or EnvoyFilter/,
    ],
  ])("for %s", async (_what, options, code, message, hint) => {
    await expect(manifest(options)).rejects.toMatchObject({
      code,
      exitCode: 2,
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    });
  });

  it("for a root id that is missing, with those there are", async () => {
    await expect(manifest({ module: several })).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: `--root-id: ${several} has several plugins`,
      hint: "name one with --root-id: auth, metrics",
    });
  });

  it("for a configuration that the plugin itself refuses, in the plugin's words", async () => {
    await expect(manifest({ configuration: { refused: 1 } })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      exitCode: 2,
      message: '--config: plugin "auth" refused its configuration: $.refused: unknown key',
      hint: expect.stringContaining("mend the configuration") as string,
    });
  });

  it("without the words of a module of another toolchain, which may hold a secret", async () => {
    await expect(manifest({ module: foreign, configuration: { refused: 1 } })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: "--config: the plugin refused its configuration",
      hint: expect.stringContaining("sluice run") as string,
    });
  });

  it("for a module that no proxy would load", async () => {
    const module = await write("empty.wasm", Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    await expect(manifest({ module })).rejects.toMatchObject({
      code: "ERR_MODULE_REFUSED",
      message: expect.stringContaining(module) as string,
    });
  });

  it("once for what several objects have in common", async () => {
    const failure = manifest({ name: "a_b", kinds: ["WasmPlugin", "EnvoyFilter"] });
    await expect(failure).rejects.toMatchObject({
      message: expect.stringMatching(/^--name: WasmPlugin .*; --name: EnvoyFilter /) as string,
      hint: expect.not.stringContaining(";") as string,
    });
  });
});

describe("the notes on a manifest", () => {
  const configuration = { jwt_secret: "hunter2", token_header: "Authorization" };

  it("say where a secret is in plain text, and never the secret", async () => {
    const { notes } = await manifest({ configuration });
    expect(notes).toEqual([expect.stringMatching(/^\$\.jwt_secret .* in plain text .* WasmPlugin/)]);
    expect(notes.join()).not.toContain("hunter2");
  });

  it("heed the schema in the module's papers", async () => {
    const schema = { properties: { pepper: { writeOnly: true } } };
    const module = await write("pepper.wasm", fixtureModule({ configSchemas: { auth: schema } }));
    const { notes } = await manifest({ module, configuration: { pepper: "x" } });
    expect(notes).toEqual([expect.stringContaining("$.pepper")]);
  });

  it("say that nothing narrows the plugin down", async () => {
    const { notes } = await manifest({ selector: undefined as never });
    expect(notes).toEqual([expect.stringContaining("without --selector every proxy of istio-system")]);
  });

  it.each(["oci://example.com/auth:1.0.0", URL])("say that nothing pins the module: %s", async (module) => {
    const { notes } = await manifest({ module, url: undefined as never });
    expect(notes).toEqual([expect.stringContaining("--sha256")]);
  });

  it("are silent about an image that its URL pins", async () => {
    const module = `oci://example.com/auth@sha256:${"ab".repeat(32)}`;
    expect((await manifest({ module, url: undefined as never })).notes).toEqual([]);
  });

  it("say that two resources run the plugin twice", async () => {
    const { notes } = await manifest({ kinds: ["WasmPlugin", "EnvoyFilter"] });
    expect(notes).toEqual([expect.stringContaining("apply one of them")]);
  });

  it("say how a big module is applied", async () => {
    const module = await write("big.wasm", fixtureModule({ version: "1".repeat(200_000) }));
    const { notes } = await manifest({
      module,
      kinds: ["registry"],
      url: undefined as never,
      selector: undefined as never,
    });
    expect(notes).toEqual([expect.stringContaining("--server-side")]);
  });
});
