import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobOf, parseManifest } from "../../../tooling/oci/descriptor.js";
import { type Digest, digestOf, hexOf } from "../../../tooling/oci/digest.js";
import { packageModule } from "../../../tooling/oci/package-module.js";
import { pushImage } from "../../../tooling/oci/push.js";
import { parseReference } from "../../../tooling/oci/reference.js";
import { getManifest, putManifest } from "../../../tooling/oci/registry/manifests.js";
import { Repository } from "../../../tooling/oci/registry/repository.js";
import { writePayload } from "../../../tooling/sign/payload.js";
import { signImage } from "../../../tooling/sign/sign-image.js";
import { addSignature, getSignatures, signatureTag } from "../../../tooling/sign/signatures.js";
import { verifyImage } from "../../../tooling/sign/verify-image.js";
import { moduleWithPapers } from "../oci/modules.js";
import { RegistryServer } from "../oci/start-registry.js";
import { describeWithRegistry } from "../oci/with-registry.js";
import { writeKeyPair } from "./key-pair.js";

describeWithRegistry("a signature", () => {
  let folder: string;
  let server: RegistryServer;
  let keys: Awaited<ReturnType<typeof writeKeyPair>>;
  let otherKeys: typeof keys;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-sign-"));
    server = await RegistryServer.start();
    keys = await writeKeyPair(folder);
    otherKeys = await writeKeyPair(folder, "other");
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const reference = (path: string) => parseReference(server.reference(path));
  const open = (repository: string) => new Repository({ registry: server.host, repository, actions: "pull,push" });

  /** Pushes a module of its own under a tag. */
  async function push(path: string, name = "hello"): Promise<Digest> {
    const file = join(folder, `${name}.wasm`);
    await writeFile(file, moduleWithPapers(name));
    return (await pushImage(await packageModule(file), reference(path))).digest;
  }
  const refusal = (path: string, reason: string) => ({
    ...{ code: "ERR_SIGNATURE_REFUSED", exitCode: 2 },
    message: `${server.host}/${path} does not verify: ${reason}`,
  });

  it("verifies, by tag and by digest, and says what was signed for what", async () => {
    const digest = await push("acme/good:1");
    const signed = await signImage(reference("acme/good:1"), keys.privateKey);
    expect(signed).toMatchObject({ digest, wasSigned: false, signatureTag: `sha256-${hexOf(digest)}.sig` });
    for (const version of [":1", `@${digest}`, `:1@${digest}`]) {
      expect(await verifyImage(reference(`acme/good${version}`), keys.publicKey)).toMatchObject({
        ...{ digest, sha256: hexOf(digest), signedFor: `${server.host}/acme/good` },
      });
    }
  });

  it("is made once by one key, and stands beside those of others", async () => {
    const digest = await push("acme/twice:1");
    await signImage(reference("acme/twice:1"), keys.privateKey);
    expect((await signImage(reference("acme/twice:1"), keys.privateKey)).wasSigned).toBe(true);
    await Promise.all([1, 2, 3, 4].map(() => signImage(reference("acme/twice:1"), otherKeys.privateKey)));
    for (const { publicKey } of [keys, otherKeys]) {
      expect((await verifyImage(reference("acme/twice:1"), publicKey)).digest).toBe(digest);
    }
    await using registry = open("acme/twice");
    expect((await getSignatures(registry, digest)).signatures.length).toBeGreaterThanOrEqual(2);
  });

  it("is missed where nobody signed", async () => {
    const digest = await push("acme/unsigned:1");
    await expect(verifyImage(reference("acme/unsigned:1"), keys.publicKey)).rejects.toMatchObject(
      refusal("acme/unsigned:1", `nobody has signed ${digest}`),
    );
  });

  it("is refused of another key", async () => {
    await push("acme/wrong-key:1");
    await signImage(reference("acme/wrong-key:1"), otherKeys.privateKey);
    await expect(verifyImage(reference("acme/wrong-key:1"), keys.publicKey)).rejects.toMatchObject(
      refusal("acme/wrong-key:1", "its signature is not of this key: another key signed it, or a byte was changed"),
    );
  });

  it("does not follow a tag that was moved", async () => {
    const digest = await push("acme/moved:1");
    await signImage(reference("acme/moved:1"), keys.privateKey);
    const other = await push("acme/moved:1", "other");
    await expect(verifyImage(reference("acme/moved:1"), keys.publicKey)).rejects.toMatchObject({
      ...refusal("acme/moved:1", `nobody has signed ${other}`),
      hint: expect.stringContaining("the tag has been moved") as string,
    });
    await expect(verifyImage(reference(`acme/moved:1@${digest}`), keys.publicKey)).rejects.toMatchObject(
      refusal(`acme/moved:1@${digest}`, `the tag 1 was moved: it names ${other} now`),
    );
    expect((await verifyImage(reference(`acme/moved@${digest}`), keys.publicKey)).digest).toBe(digest);
  });

  it("is refused of another image, put beside this one", async () => {
    const signed = await push("acme/swapped:signed");
    await signImage(reference("acme/swapped:signed"), keys.privateKey);
    const other = await push("acme/swapped:other", "other");
    await using registry = open("acme/swapped");
    const found = await getManifest(registry, signatureTag(signed));
    await putManifest(registry, signatureTag(other), blobOf(found?.bytes ?? Buffer.alloc(0), found?.mediaType ?? ""));
    await expect(verifyImage(reference("acme/swapped:other"), keys.publicKey)).rejects.toMatchObject(
      refusal("acme/swapped:other", `its signature is for another image: ${signed}`),
    );
  });

  it("is refused of another repository, unless that is named", async () => {
    const digest = await push("acme/original:1");
    await push("mirror/copy:1");
    await signImage(reference("acme/original:1"), keys.privateKey);
    await using original = open("acme/original");
    await using copy = open("mirror/copy");
    const { signatures } = await getSignatures(original, digest);
    for (const signature of signatures) await addSignature(copy, digest, signature);
    const signedFor = `${server.host}/acme/original`;
    await expect(verifyImage(reference("mirror/copy:1"), keys.publicKey)).rejects.toMatchObject({
      ...refusal("mirror/copy:1", `its signature is for another repository: ${signedFor}`),
      hint: `if this is a mirror of it, verify it as signed for ${signedFor}; else do not use the image`,
    });
    for (const name of [signedFor, `${signedFor}:1`]) {
      const verified = await verifyImage(reference("mirror/copy:1"), keys.publicKey, { signedFor: name });
      expect(verified).toMatchObject({ digest, signedFor });
    }
  });

  it("is refused with a changed byte: in the signature, in what is signed, in the image", async () => {
    const digest = await push("acme/changed:1", "changed");
    const payload = writePayload(reference("acme/changed:1"), digest);
    const signature = sign("sha256", payload, keys.privateKey);
    signature[10] = (signature[10] ?? 0) ^ 1;
    await using registry = open("acme/changed");
    await addSignature(registry, digest, { payload, signature });
    await expect(verifyImage(reference("acme/changed:1"), keys.publicKey)).rejects.toMatchObject({
      code: "ERR_SIGNATURE_REFUSED",
      message: expect.stringContaining("a byte was changed") as string,
    });

    await signImage(reference("acme/changed:1"), keys.privateKey);
    await spoil(blobOf(payload, "").descriptor.digest);
    await expect(verifyImage(reference("acme/changed:1"), keys.publicKey)).rejects.toMatchObject({
      code: "ERR_IMAGE_INVALID",
      message: expect.stringContaining("is not what its digest says") as string,
    });
    await spoil(digest);
    const retry = { attempts: 1, delayMs: 1, delayMsMax: 1 };
    await expect(verifyImage(reference("acme/changed:1"), keys.publicKey, { retry })).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_(IMAGE_INVALID|REGISTRY)$/) as string,
      message: expect.stringContaining("acme/changed") as string,
    });
  });

  it("is refused of bytes that are no claim about an image", async () => {
    const digest = await push("acme/claims:1");
    await using registry = open("acme/claims");
    for (const text of ["text", "null", "{}", '{"critical":{"type":"other"}}']) {
      const payload = Buffer.from(text);
      await addSignature(registry, digest, { payload, signature: sign("sha256", payload, keys.privateKey) });
    }
    await expect(verifyImage(reference("acme/claims:1"), keys.publicKey)).rejects.toMatchObject(
      refusal("acme/claims:1", "the signed bytes are no signature of an image"),
    );
  });

  it("is made anew where a registry that was killed while it wrote has an empty list of them", async () => {
    const digest = await push("acme/emptied:1");
    const retry = { attempts: 2, delayMs: 1, delayMsMax: 1 };
    await signImage(reference("acme/emptied:1"), keys.privateKey);
    await using registry = open("acme/emptied");
    const list = await getManifest(registry, signatureTag(digest));
    await writeFile(server.blobFile(list?.digest ?? digest), "");
    await expect(verifyImage(reference("acme/emptied:1"), keys.publicKey, { retry })).rejects.toThrow("answered 500");
    expect((await signImage(reference("acme/emptied:1"), keys.privateKey, { retry })).wasSigned).toBe(false);
    expect((await verifyImage(reference("acme/emptied:1"), keys.publicKey, { retry })).digest).toBe(digest);
  });

  it("is made anew where such a registry has emptied what was signed, and a damaged one hides no other", async () => {
    const digest = await push("acme/lost:1");
    await signImage(reference("acme/lost:1"), keys.privateKey);
    const payload = writePayload(reference("acme/lost:1"), digest);
    await writeFile(server.blobFile(digestOf(payload)), "");
    const lost = { code: "ERR_IMAGE_INVALID", message: expect.stringContaining("has 0 bytes instead of") as string };
    await expect(verifyImage(reference("acme/lost:1"), keys.publicKey)).rejects.toMatchObject(lost);
    expect((await signImage(reference("acme/lost:1"), keys.privateKey)).wasSigned).toBe(false);
    expect((await verifyImage(reference("acme/lost:1"), keys.publicKey)).digest).toBe(digest);
    expect((await signImage(reference("acme/lost:1"), keys.privateKey)).wasSigned).toBe(true);
    await expect(verifyImage(reference("acme/lost:1"), otherKeys.publicKey)).rejects.toMatchObject(lost);
  });

  it("has the form that cosign reads", async () => {
    const digest = await push("acme/form:1");
    await signImage(reference("acme/form:1"), keys.privateKey);
    await using registry = open("acme/form");
    const found = await getManifest(registry, signatureTag(digest));
    const { layers } = parseManifest(found?.bytes ?? Buffer.alloc(0), "signatures");
    expect(layers).toEqual([
      expect.objectContaining({
        mediaType: "application/vnd.dev.cosign.simplesigning.v1+json",
        annotations: { "dev.cosignproject.cosign/signature": expect.stringMatching(/^MEU|^MEQ|^MEY|^MEM/) as string },
      }),
    ]);
    const { signatures } = await getSignatures(registry, digest);
    expect(signatures[0]?.payload.toString()).toBe(
      `{"critical":{"identity":{"docker-reference":"${server.host}/acme/form"},"image":{"docker-manifest-digest":"${digest}"},` +
        `"type":"cosign container image signature"},"optional":null}`,
    );
  });

  /** Changes a byte of a blob on the registry's disk. */
  async function spoil(digest: Digest): Promise<void> {
    const file = server.blobFile(digest);
    const bytes = await readFile(file);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
    await writeFile(file, bytes);
  }
});

describe("a signature for Docker Hub", () => {
  it("names it as cosign does", () => {
    const digest: Digest = `sha256:${"0".repeat(64)}`;
    const { critical } = JSON.parse(writePayload(parseReference("docker.io/hello:1"), digest).toString()) as {
      critical: { identity: object };
    };
    expect(critical.identity).toEqual({ "docker-reference": "index.docker.io/library/hello" });
  });
});
