import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { moduleWithPapers } from "../../oci/modules.js";
import { RegistryServer } from "../../oci/start-registry.js";
import { describeWithRegistry } from "../../oci/with-registry.js";
import { encryptAsCosign, writeKeyPair } from "../../sign/key-pair.js";
import { runCli, temporaryFolder } from "../run-cli.js";

describeWithRegistry("sluice sign, verify and pull --verify-key", () => {
  it("sign what a tag names, verify it, and pull what was verified", async () => {
    await using server = await RegistryServer.start();
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    const { privateKey } = await writeKeyPair(cwd);
    await writeFile(
      join(cwd, "encrypted.key"),
      encryptAsCosign(privateKey.export({ format: "der", type: "pkcs8" }), "secret"),
    );
    await writeFile(join(cwd, "hello.wasm"), moduleWithPapers());
    const reference = server.reference("acme/hello:1");
    const pushed = await runCli(["push", "hello.wasm", reference, "--json"], { cwd });
    const { sha256 } = JSON.parse(pushed.stdout) as { sha256: string };

    const signed = await runCli(["sign", reference, "--key", "encrypted.key", "--json"], {
      cwd,
      env: { COSIGN_PASSWORD: "secret" },
    });
    expect(signed.code).toBe(0);
    expect(signed.stderr).toBe(`note: signed what the tag named now; name sha256:${sha256} to be sure of the image\n`);
    expect(JSON.parse(signed.stdout)).toMatchObject({ sha256, wasSigned: false, signatureTag: `sha256-${sha256}.sig` });

    const verified = await runCli(["verify", reference, "--json"], { cwd, env: { SLUICE_KEY: "key.pub" } });
    expect(JSON.parse(verified.stdout)).toMatchObject({ sha256, signedFor: `${server.host}/acme/hello` });
    const pulled = await runCli(["pull", reference, "-o", "out.wasm", "--verify-key", "key.pub", "--json"], { cwd });
    expect(JSON.parse(pulled.stdout)).toMatchObject({ sha256, isVerified: true });
    expect(await readFile(join(cwd, "out.wasm"))).toEqual(await readFile(join(cwd, "hello.wasm")));
  });

  it("refuse a password that is missing or wrong, and write nothing that does not verify", async () => {
    await using server = await RegistryServer.start();
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    const { privateKey } = await writeKeyPair(cwd);
    await writeFile(
      join(cwd, "encrypted.key"),
      encryptAsCosign(privateKey.export({ format: "der", type: "pkcs8" }), "secret"),
    );
    await writeFile(join(cwd, "hello.wasm"), moduleWithPapers());
    const reference = server.reference("acme/hello:1");
    await runCli(["push", "hello.wasm", reference], { cwd });

    const keyless = await runCli(["sign", reference], { cwd });
    expect(keyless).toMatchObject({ code: 2, stdout: "" });
    expect(keyless.stderr).toMatch(/^error: --key is missing.*\nhint: .* \$SLUICE_KEY\n$/);
    const sign = ["sign", reference, "--key", "encrypted.key"];
    expect(await runCli(sign, { cwd, env: { COSIGN_PASSWORD: undefined, SLUICE_KEY: "key.key" } })).toEqual({
      ...{ code: 2, signal: null, stdout: "" },
      stderr:
        "error: encrypted.key is encrypted, and there is nobody to ask for its password\nhint: set COSIGN_PASSWORD\n",
    });
    const wrong = await runCli(["sign", reference], {
      cwd,
      env: { COSIGN_PASSWORD: "gue55", SLUICE_KEY: "encrypted.key" },
    });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/^error: encrypted\.key: the password is wrong, or the file is damaged\n/);
    expect(wrong.stderr).not.toContain("gue55");

    const pulled = await runCli(["pull", reference, "-o", "out.wasm", "--verify-key", "key.pub"], { cwd });
    expect(pulled).toMatchObject({ code: 2, stdout: "" });
    expect(pulled.stderr).toMatch(/^error: \S+acme\/hello:1 does not verify: nobody has signed sha256:/);
    // The variable that a pipeline sets for all its commands asks for the same.
    const asked = await runCli(["pull", reference, "-o", "out.wasm"], { cwd, env: { SLUICE_VERIFY_KEY: "key.pub" } });
    expect(asked).toMatchObject({ code: 2, stderr: pulled.stderr });
    const missing = await runCli(["pull", reference], {
      cwd,
      env: { SLUICE_OUT: "out.wasm", SLUICE_VERIFY_KEY: "no" },
    });
    expect(missing.stderr).toMatch(/^error: SLUICE_VERIFY_KEY: no file at no\n/);
    expect(await readdir(cwd)).not.toContain("out.wasm");
  });
});
