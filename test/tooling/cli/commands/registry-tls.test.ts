import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasOpenssl, makeCertificate } from "../../oci/make-certificate.js";
import { moduleWithPapers } from "../../oci/modules.js";
import { RegistryServer } from "../../oci/start-registry.js";
import { describeWithRegistry } from "../../oci/with-registry.js";
import { runCli, temporaryFolder } from "../run-cli.js";

describe.skipIf(!hasOpenssl)("with openssl, which makes a certificate", () => {
  describeWithRegistry("a registry of this machine that speaks TLS", () => {
    it("is reached by --tls, where its certificate is trusted", async () => {
      await using folder = await temporaryFolder();
      const cwd = folder.path;
      await writeFile(join(cwd, "hello.wasm"), moduleWithPapers());
      const tls = makeCertificate(cwd);
      await using server = await RegistryServer.start({ tls });
      const reference = server.reference("acme/hello:1");
      const trusting = { cwd, env: { NODE_EXTRA_CA_CERTS: tls.certificate } };

      expect(await runCli(["push", "hello.wasm", reference, "--tls"], trusting)).toMatchObject({ code: 0 });
      const pulled = await runCli(["pull", reference, "-o", "out.wasm"], {
        ...{ cwd, env: { ...trusting.env, SLUICE_TLS: "true" } },
      });
      expect(pulled).toMatchObject({ code: 0 });
      expect(await readFile(join(cwd, "out.wasm"))).toEqual(await readFile(join(cwd, "hello.wasm")));

      const distrusting = await runCli(["pull", reference, "-o", "out.wasm", "--tls"], { cwd });
      expect(distrusting.stderr).toMatch(
        /its certificate is self-signed \(NODE_EXTRA_CA_CERTS names others to trust\)/,
      );
      expect(distrusting.code).toBe(1);
      const plain = await runCli(["pull", reference, "-o", "out.wasm"], trusting);
      expect(plain.stderr).toMatch(/^error: .* answered 400\nhint: .*--tls where it speaks TLS$/m);
      expect(plain.code).toBe(1);
    });

    it("is not reached by --tls and --insecure at once", async () => {
      const both = await runCli(["pull", "localhost:1/a:1", "-o", "out.wasm", "--tls", "--insecure"]);
      expect(both.stderr).toContain("cannot be used with option");
      expect(both.code).toBe(2);
    });
  });
});
