import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ToolError } from "../../../../tooling/error.js";
import { parseReference } from "../../../../tooling/oci/reference.js";
import { packageModule } from "../../../../tooling/oci/package-module.js";
import { pushImage } from "../../../../tooling/oci/push.js";
import { Repository } from "../../../../tooling/oci/registry/repository.js";
import { signImage } from "../../../../tooling/sign/sign-image.js";
import { addSignature, getSignatures } from "../../../../tooling/sign/signatures.js";
import { verifyImage } from "../../../../tooling/sign/verify-image.js";
import { moduleWithPapers } from "../../oci/modules.js";
import { RegistryServer } from "../../oci/start-registry.js";
import { describeWithRegistry } from "../../oci/with-registry.js";
import { writeKeyPair } from "../../sign/key-pair.js";
import { runCli } from "../run-cli.js";

describeWithRegistry("sluice manifest --verify-key", () => {
  let cwd: string;
  let server: RegistryServer;
  let keys: Awaited<ReturnType<typeof writeKeyPair>>;
  let otherKeys: typeof keys;

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "sluice-verify-"));
    server = await RegistryServer.start();
    keys = await writeKeyPair(cwd);
    otherKeys = await writeKeyPair(cwd, "other");
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(cwd, { recursive: true, force: true });
  });

  const reference = (path: string) => parseReference(server.reference(path));
  const manifest = (module: string, ...args: readonly string[]) =>
    runCli(["manifest", module, "--verify-key", "key.pub", ...args], { cwd });

  async function push(path: string, name = "hello"): Promise<string> {
    await writeFile(join(cwd, `${name}.wasm`), moduleWithPapers(name));
    const { sha256 } = await pushImage(await packageModule(join(cwd, `${name}.wasm`)), reference(path));
    return sha256;
  }
  async function pushSigned(path: string): Promise<string> {
    const sha256 = await push(path);
    await signImage(reference(path), keys.privateKey);
    return sha256;
  }

  it("pins the digest that it verified, in every kind, wherever the tag leads later", async () => {
    const sha256 = await pushSigned("acme/hello:1");
    const args = ["--kind", "WasmPlugin,TrafficExtension,EnvoyFilter,EnvoyExtensionPolicy,HigressWasmPlugin", "--json"];
    for (const scheme of ["oci://", ""]) {
      const { code, stdout, stderr } = await manifest(
        scheme + server.reference("acme/hello:1"),
        ...[...args, "--target-ref", "Gateway/public"],
      );
      expect(stderr).not.toContain("no digest pins the module");
      expect(code).toBe(0);
      const image = server.reference(`acme/hello:1@sha256:${sha256}`);
      const url = `oci://${image}`;
      expect(JSON.parse(stdout)).toMatchObject({
        items: [
          { metadata: { name: "hello" }, spec: { url, sha256 } },
          { spec: { wasm: { url, sha256 } } },
          {
            spec: {
              configPatches: [
                {
                  patch: {
                    value: {
                      typed_config: { config: { vm_config: { code: { remote: { http_uri: { uri: url }, sha256 } } } } },
                    },
                  },
                },
                {},
              ],
            },
          },
          { spec: { wasm: [{ code: { image: { url: image, sha256 } } }] } },
          { spec: { url, sha256 } },
        ],
      });
    }
  });

  it("takes a module's papers from its file, if that is what was signed", async () => {
    const sha256 = await pushSigned("acme/file:1");
    const url = ["--url", `oci://${server.reference("acme/file:1")}`, "--kind", "WasmPlugin"];
    const { stdout } = await manifest("hello.wasm", ...url, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ items: [{ spec: { sha256, pluginName: "hello" } }] });
    await writeFile(join(cwd, "other.wasm"), moduleWithPapers("other"));
    const refused = await manifest("other.wasm", ...url);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^error: other\.wasm is not the module of \S+, which verifies\nhint: give the file/);
  });

  it("verifies each plugin of a chain, and names the one that does not", async () => {
    const sha256 = await pushSigned("acme/chain:1");
    const plugins = [{ module: `oci://${server.reference("acme/chain:1")}` }];
    const write = (all: object[]) =>
      writeFile(join(cwd, "chain.json"), JSON.stringify({ manifest: { kinds: ["WasmPlugin"], plugins: all } }));
    const run = () => runCli(["manifest", "--file", "chain.json", "--verify-key", "key.pub", "--json"], { cwd });
    await write(plugins);
    expect(JSON.parse((await run()).stdout)).toMatchObject({ items: [{ spec: { sha256 } }] });
    await write([...plugins, { module: "https://example.com/metrics.wasm" }]);
    const refused = await run();
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error: { code: "ERR_USAGE", message: expect.stringContaining("plugins[1].module is none") as string },
    });
    await write(plugins.map((plugin) => ({ ...plugin, sha256: "0".repeat(64) })));
    expect(JSON.parse((await run()).stdout)).toMatchObject({
      error: {
        message: `chain.json: plugins[0].sha256 is not the digest of the image that verifies: sha256:${sha256}`,
      },
    });
  });

  it("refuses what sluice verify refuses, with its reason, and prints nothing", async () => {
    const signed = await pushSigned("acme/moved:1");
    const other = await push("acme/moved:1", "moved");
    await push("acme/unsigned:1");
    await pushSigned("acme/original:1");
    await push("mirror/copy:1");
    await using original = new Repository({ registry: server.host, repository: "acme/original", actions: "pull" });
    await using copy = new Repository({ registry: server.host, repository: "mirror/copy", actions: "pull,push" });
    const digest = `sha256:${signed}` as const;
    const { signatures } = await getSignatures(original, digest);
    for (const signature of signatures) await addSignature(copy, digest, signature);

    for (const [path, reason, ...args] of [
      ["acme/unsigned:1", "nobody has signed sha256:"],
      ["acme/original:1", "another key signed it, or a byte was changed", "--verify-key", "other.pub"],
      ["acme/moved:1", `nobody has signed sha256:${other}`],
      [`acme/moved:1@${digest}`, `the tag 1 was moved: it names sha256:${other} now`],
      ["mirror/copy:1", `its signature is for another repository: ${server.host}/acme/original`],
    ] as const) {
      const { code, stdout, stderr } = await manifest(server.reference(path), "--kind", "WasmPlugin", ...args);
      const key = args.length === 0 ? keys : otherKeys;
      const verdict = await verifyImage(reference(path), key.publicKey).catch((error: unknown) => error as ToolError);
      if (!(verdict instanceof ToolError)) expect.fail(`${path} verifies`);
      expect(stderr).toContain(reason);
      expect({ code, stdout, stderr }).toEqual({
        ...{ code: 2, stdout: "" },
        stderr: `error: ${verdict.message}\nhint: ${verdict.hint}\n`,
      });
      expect(verdict.exitCode).toBe(2);
    }
    const signedFor = ["--signed-for", `${server.host}/acme/original`, "--kind", "WasmPlugin"];
    expect((await manifest(server.reference("mirror/copy:1"), ...signedFor)).code).toBe(0);
  });

  it("says what it can't verify", async () => {
    const sha256 = await pushSigned("acme/pinned:1");
    const image = server.reference("acme/pinned:1");
    await writeFile(join(cwd, "key.txt"), "no key");
    for (const [reason, module, ...args] of [
      ["--verify-key verifies images, and MODULE is none: hello.wasm", "hello.wasm"],
      ["--verify-key verifies images, and MODULE is none: https://", "https://example.com/a.wasm"],
      ["--verify-key verifies images, and MODULE is none: http://", "hello.wasm", "--url", "http://example.com/a"],
      [`--sha256 is not the digest of the image that verifies: sha256:${sha256}`, image, "--sha256", "0".repeat(64)],
      ["names neither a tag nor a digest", server.reference("acme/pinned")],
      ["key.txt is no public key", image, "--verify-key", "key.txt"],
      ["missing.pub", image, "--verify-key", "missing.pub"],
    ] as const) {
      const { code, stdout, stderr } = await manifest(module, "--kind", "WasmPlugin", ...args);
      expect(stderr).toMatch(/^error: .*\nhint: .*\n$/);
      expect(stderr).toContain(reason);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    }
    for (const flag of [["--signed-for", "example.com/a"], ["--insecure"]]) {
      const { code, stderr } = await runCli(["manifest", image, "--kind", "WasmPlugin", ...flag], { cwd });
      expect(stderr).toMatch(new RegExp(`^error: ${flag[0]} is for --verify-key\nhint: `));
      expect(code).toBe(2);
    }
  });
});
