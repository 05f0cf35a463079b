import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WasmPlugin } from "../../../istio/index.js";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { createManifest, type ManifestOptions } from "../../../tooling/manifest/index.js";
import { findVariables } from "../../../tooling/manifest/secret-variables.js";

const SECRET = { type: "string", writeOnly: true };

describe("the variables of a configuration", () => {
  it.each([
    ["a secret", { key: { env: "KEY" } }, { properties: { key: SECRET } }, [{ path: "$.key", name: "KEY" }]],
    ["a secret in plain text", { key: "hunter2" }, { properties: { key: SECRET } }, []],
    ["an object that happens to look like one", { labels: { env: "prod" } }, { properties: { labels: {} } }, []],
    [
      "secrets in lists and maps",
      { keys: [{ env: "A" }], users: { bob: { env: "B" } } },
      { properties: { keys: { items: SECRET }, users: { additionalProperties: SECRET } } },
      [
        { path: "$.keys[0]", name: "A" },
        { path: "$.users.bob", name: "B" },
      ],
    ],
    [
      "what a reference leads to, and one of several objects",
      {
        providers: [
          { type: "a", key: { env: "A" } },
          { type: "b", token: { env: "B" } },
        ],
      },
      {
        properties: { providers: { items: { $ref: "#/$defs/provider" } } },
        $defs: {
          secret: SECRET,
          provider: { oneOf: [{ properties: { key: { $ref: "#/$defs/secret" } } }, { properties: { token: SECRET } }] },
        },
      },
      [
        { path: "$.providers[0].key", name: "A" },
        { path: "$.providers[1].token", name: "B" },
      ],
    ],
    ["nothing to go by", { key: { env: "KEY" } }, undefined, []],
  ])("are found in %s", (_what, value, schema, expected) => {
    expect(findVariables(value as never, schema)).toEqual(expected);
  });
});

describe("a manifest of a configuration with a variable", () => {
  let folder = "";
  let module = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-variables-"));
    module = join(folder, "auth.wasm");
    const filter = fileURLToPath(new URL("../../../filters/auth", import.meta.url));
    await writeFile(module, (await compileFilter({ filter })).module);
  });
  afterAll(() => rm(folder, { recursive: true }));

  function manifest(options: Partial<ManifestOptions>) {
    const configuration = { jwt_secret: { env: "JWT_SECRET" } };
    const url = "https://example.com/auth.wasm";
    return createManifest({ module, url, kinds: ["WasmPlugin"], selector: { app: "a" }, configuration, ...options });
  }

  async function envOf(options: Partial<ManifestOptions>): Promise<unknown> {
    return ((await manifest(options)).objects[0] as WasmPlugin).spec.vmConfig?.env;
  }

  it("takes the variable from the proxy's environment, and says so", async () => {
    expect(await envOf({})).toEqual([{ name: "JWT_SECRET", valueFrom: "HOST" }]);
    expect((await manifest({})).notes).toContainEqual(expect.stringMatching(/^JWT_SECRET must be in the environment/));
  });

  it("takes what providers name from it, and says of secrets alone that they are in plain text", async () => {
    const jwk = { kty: "oct", k: "YSBzZWNyZXQgb2YgYXQgbGVhc3QgdGhpcnR5LXR3byBieXRlcw" };
    const okp = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
    const configuration = {
      providers: [
        { type: "jwt", name: "a", secret: { env: "JWT_SECRET" } },
        { type: "jwt", name: "b", jwks: { env: "KEYS" } },
        { type: "jwt", name: "c", jwks: JSON.stringify(okp) },
        { type: "jwt", name: "d", jwks: JSON.stringify(jwk) },
      ],
    };
    const { notes } = await manifest({ configuration });
    expect(notes).toContainEqual(expect.stringMatching(/^JWT_SECRET, KEYS must be in the environment/));
    expect(notes).toContainEqual(
      expect.stringMatching(/^\$\.providers\[3\]\.jwks of the configuration of auth is in plain text/),
    );
  });

  it("names it once when it is asked for too", async () => {
    expect(await envOf({ hostEnvironment: ["JWT_SECRET", "POD_NAME"] })).toEqual([
      { name: "JWT_SECRET", valueFrom: "HOST" },
      { name: "POD_NAME", valueFrom: "HOST" },
    ]);
  });

  it("takes a value that is given", async () => {
    const value = "k".repeat(40);
    expect(await envOf({ environment: { JWT_SECRET: value } })).toEqual([
      { name: "JWT_SECRET", valueFrom: "INLINE", value },
    ]);
  });

  it("is refused for a value that is given and is none", async () => {
    await expect(manifest({ environment: { JWT_SECRET: "" } })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining("$.jwt_secret") as string,
      paths: ["$.jwt_secret"],
    });
  });

  it("is refused for Higress, which hands no variable on", async () => {
    const kinds = ["HigressWasmPlugin"] as const;
    await expect(manifest({ kinds, selector: undefined as never })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining("environment does not have") as string,
    });
    // Nor may it take the variable from a kind beside it that does.
    const both = ["WasmPlugin", ...kinds] as const;
    await expect(manifest({ kinds: both, selector: undefined as never })).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: expect.stringMatching(/^configuration takes JWT_SECRET from the environment, which a Higress/) as string,
    });
  });
});
