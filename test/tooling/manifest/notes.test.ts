import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManifest, type ManifestOptions } from "../../../tooling/manifest/index.js";
import { fixtureModule } from "./fixture-module.js";

const URL = "https://example.com/auth.wasm";
let folder = "";
let auth = "";

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-manifest-"));
  auth = await write("auth.wasm", fixtureModule({}));
});
afterAll(() => rm(folder, { recursive: true }));

function manifest(options: Partial<ManifestOptions>) {
  return createManifest({ module: auth, kinds: ["WasmPlugin"], url: URL, selector: { app: "a" }, ...options });
}

describe("the notes on a manifest", () => {
  const configuration = { jwt_secret: "hunter2", token_header: "Authorization" };

  it("say where a secret is in plain text, and never the secret", async () => {
    const { notes } = await manifest({ configuration });
    expect(notes).toEqual([
      expect.stringMatching(/^\$\.jwt_secret of the configuration of auth .* in plain text .* WasmPlugin/),
    ]);
    expect(notes.join()).not.toContain("hunter2");
  });

  it("say so of variables and of the URL as well", async () => {
    const { notes } = await manifest({
      configuration,
      environment: { API_TOKEN: "hunter2", MODE: "a", EMPTY_SECRET: "" },
      url: `${URL}?token=hunter2&v=1`,
    });
    expect(notes).toEqual([
      expect.stringMatching(
        /^\$\.jwt_secret of the configuration and API_TOKEN of the environment and token of the URL of auth are in plain text/,
      ),
    ]);
    expect(notes.join()).not.toContain("hunter2");
  });

  it("say in which namespace alone a GatewayClass counts", async () => {
    const targetRefs = [{ group: "gateway.networking.k8s.io", kind: "GatewayClass", name: "istio" }];
    const { notes } = await manifest({ selector: undefined as never, namespace: "shop", targetRefs });
    expect(notes).toEqual([expect.stringContaining("unless that is shop")]);
  });

  it("heed the schema in the module's papers", async () => {
    const schema = { properties: { pepper: { writeOnly: true } } };
    const module = await write("pepper.wasm", fixtureModule({ configSchemas: { auth: schema } }));
    const { notes } = await manifest({ module, configuration: { pepper: "x" } });
    expect(notes).toEqual([expect.stringContaining("$.pepper")]);
  });

  it("say that nothing narrows the plugin down", async () => {
    const { notes } = await manifest({ selector: undefined as never });
    expect(notes).toEqual([expect.stringContaining("without selector every proxy of istio-system")]);
  });

  it.each(["oci://example.com/auth:1.0.0", URL])("say that nothing pins the module: %s", async (module) => {
    const { notes } = await manifest({ module, url: undefined as never });
    expect(notes).toEqual([expect.stringContaining("nothing was fetched"), expect.stringContaining("sha256")]);
  });

  it("say of an image that its URL pins only that it was not looked into", async () => {
    const module = `oci://example.com/auth@sha256:${"ab".repeat(32)}`;
    expect((await manifest({ module, url: undefined as never })).notes).toEqual([
      expect.stringContaining("nothing was fetched"),
    ]);
  });

  it("say who can set keys that a plugin fetches", async () => {
    const fetching = { providers: [{ type: "jwt", name: "a", jwks_uri: "https://a.test/jwks", cluster: "a" }] };
    const openTo = async (options: Partial<ManifestOptions>): Promise<boolean> =>
      (await manifest({ configuration: fetching, ...options })).notes.some((note) => note.includes("keys of jwks_uri"));
    expect(await openTo({})).toBe(true);
    expect(await openTo({ kinds: ["EnvoyFilter"], vm: "shared" })).toBe(true);
    expect(await openTo({ kinds: ["EnvoyFilter"], vm: "isolated" })).toBe(false);
    expect(await openTo({ kinds: ["EnvoyFilter"] })).toBe(false);
    expect(await openTo({ configuration: { jwt_secret: { env: "AUTH_SECRET" } } })).toBe(false);
  });

  it("say that two resources run the plugin twice", async () => {
    const { notes } = await manifest({ kinds: ["WasmPlugin", "EnvoyFilter"] });
    expect(notes).toEqual([expect.stringContaining("apply one of them")]);
  });

  it("say how a big module is applied", async () => {
    const module = await write("big.wasm", fixtureModule({ version: randomBytes(200_000).toString("hex") }));
    const { notes } = await manifest({
      module,
      kinds: ["registry"],
      url: undefined as never,
      selector: undefined as never,
    });
    expect(notes).toEqual([expect.stringContaining("--server-side")]);
  });
});
