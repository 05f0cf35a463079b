import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatReference, parseReference } from "../../../tooling/oci/reference.js";
import { getManifest } from "../../../tooling/oci/registry/manifests.js";
import { Repository } from "../../../tooling/oci/registry/repository.js";
import { signImage } from "../../../tooling/sign/sign-image.js";
import { signatureTag } from "../../../tooling/sign/signatures.js";
import { findPart } from "../../real-parts/find.js";
import { COSIGN } from "../../real-parts/parts.js";
import { moduleWithPapers } from "../oci/modules.js";
import { RegistryServer } from "../oci/start-registry.js";
import { describeWithRegistry } from "../oci/with-registry.js";
import { runCli } from "../cli/run-cli.js";
import { writeKeyPair } from "./key-pair.js";

const run = promisify(execFile);
const found = await findPart(COSIGN);
const reason = "missing" in found ? ` (skipped: ${found.missing})` : "";
const PASSWORD = "pass word";

describe.skipIf(reason !== "")(`the real cosign${reason}`, () => {
  describeWithRegistry("with a registry", () => {
    let folder: string;
    let server: RegistryServer;
    let env: NodeJS.ProcessEnv;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "sluice-cosign-"));
      server = await RegistryServer.start();
      env = { ...process.env, COSIGN_PASSWORD: PASSWORD, HOME: folder, DOCKER_CONFIG: folder };
      await cosign(["generate-key-pair"]);
      await writeFile(join(folder, "hello.wasm"), moduleWithPapers());
    });
    afterAll(async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    const path = () => ("path" in found ? found.path : "");
    const cosign = (args: readonly string[]) => run(path(), args, { cwd: folder, env });
    const verifyArgs = (key: string, reference: string) => [
      "verify",
      "--key",
      key,
      "--insecure-ignore-tlog=true",
      reference,
    ];
    const sluice = (args: readonly string[]) => runCli(args, { cwd: folder, env: { COSIGN_PASSWORD: PASSWORD } });

    /** Pushes the module, and gives its reference with the digest. */
    async function push(path: string): Promise<string> {
      const { stdout } = await sluice(["push", "hello.wasm", server.reference(path), "--json"]);
      return (JSON.parse(stdout) as { reference: string }).reference;
    }

    it.each(["cosign.key", "plain.key"])("accepts what sluice signs with %s", async (key) => {
      const reference = await push(`acme/ours-${key}:1`);
      const plain = await writeKeyPair(folder, "plain");
      const publicFile = key === "cosign.key" ? "cosign.pub" : plain.publicFile;
      expect(await sluice(["sign", reference, "--key", key])).toMatchObject({ code: 0, stderr: "" });
      const { stdout } = await cosign(verifyArgs(publicFile, reference));
      const [claim] = JSON.parse(stdout) as [{ critical: { image: object } }];
      expect(claim.critical.image).toEqual({ "docker-manifest-digest": reference.split("@")[1] });
    });

    it("accepts what sluice signs again where the registry has lost the list of signatures", async () => {
      const reference = parseReference(await push("acme/emptied:1"));
      const { privateKey } = await writeKeyPair(folder, "plain");
      const { digest } = await signImage(reference, privateKey);
      await using registry = new Repository({ registry: server.host, repository: "acme/emptied", actions: "pull" });
      const list = await getManifest(registry, signatureTag(digest));
      await writeFile(server.blobFile(list?.digest ?? digest), "");
      await signImage(reference, privateKey, { retry: { attempts: 1, delayMs: 1, delayMsMax: 1 } });
      await cosign(verifyArgs("plain.pub", formatReference(reference)));
    });

    it("signs what sluice accepts, and pulls only then", async () => {
      const reference = await push("acme/theirs:1");
      const pull = ["pull", reference, "-o", "out.wasm", "--verify-key", "cosign.pub"];
      const refused = await sluice(pull);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain("does not verify: nobody has signed sha256:");
      await expect(readFile(join(folder, "out.wasm"))).rejects.toThrow("ENOENT");

      await cosign(["sign", "--key", "cosign.key", "--tlog-upload=false", "--yes", reference]);
      expect(await sluice(["verify", reference, "--key", "cosign.pub"])).toMatchObject({ code: 0, stderr: "" });
      expect(await sluice(pull)).toMatchObject({ code: 0, stderr: "" });
      expect(await readFile(join(folder, "out.wasm"))).toEqual(await readFile(join(folder, "hello.wasm")));
    });

    it("and sluice sign one image, and each accepts both", async () => {
      const reference = await push("acme/both:1");
      await writeKeyPair(folder, "second");
      await cosign(["sign", "--key", "cosign.key", "--tlog-upload=false", "--yes", reference]);
      expect(await sluice(["sign", reference, "--key", "second.key"])).toMatchObject({ code: 0 });
      for (const key of ["cosign.pub", "second.pub"]) {
        await cosign(verifyArgs(key, reference));
        expect(await sluice(["verify", reference, "--key", key])).toMatchObject({ code: 0, stderr: "" });
      }
    });

    it("signs in a bundle what sluice says that it does not read", async () => {
      const reference = await push("acme/bundle:1");
      await cosign(["sign", "--key", "cosign.key", "--tlog-upload=false", "--new-bundle-format", "--yes", reference]);
      const refused = await sluice(["verify", reference, "--key", "cosign.pub"]);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain("does not verify: its signature is a Sigstore bundle");
    });

    it("refuses another key, as sluice does", async () => {
      const reference = await push("acme/refused:1");
      await writeKeyPair(folder, "wrong");
      await cosign(["sign", "--key", "cosign.key", "--tlog-upload=false", "--yes", reference]);
      await expect(cosign(verifyArgs("wrong.pub", reference))).rejects.toThrow();
      const refused = await sluice(["verify", reference, "--key", "wrong.pub", "--json"]);
      expect(refused.code).toBe(2);
      expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "ERR_SIGNATURE_REFUSED" } });
    });
  });
});
