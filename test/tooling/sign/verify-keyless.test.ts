import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { digestOf, hexOf } from "../../../tooling/oci/digest.js";
import { createReferrer } from "../../../tooling/oci/image.js";
import { packageModule } from "../../../tooling/oci/package-module.js";
import { requireManifest } from "../../../tooling/oci/registry/manifests.js";
import { pushImage } from "../../../tooling/oci/push.js";
import { parseReference } from "../../../tooling/oci/reference.js";
import type { FetchedManifest } from "../../../tooling/oci/registry/manifests.js";
import { putReferrers } from "../../../tooling/oci/registry/referrers.js";
import { Repository, type RegistryAccess } from "../../../tooling/oci/registry/repository.js";
import { uploadAndPut } from "../../../tooling/oci/registry/upload-and-put.js";
import type { CertificateIdentity } from "../../../tooling/sign/judge-bundle.js";
import { verifyKeyless } from "../../../tooling/sign/verify-keyless.js";
import { readTrustedRoot } from "../../../tooling/sign/trusted-root.js";
import { runCli } from "../cli/run-cli.js";
import { moduleWithPapers } from "../oci/modules.js";
import { RegistryServer } from "../oci/start-registry.js";
import { describeWithRegistry } from "../oci/with-registry.js";
import { type BundleJson, type SigningOptions, SigstoreInstance } from "./sigstore-instance.js";

const BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const SIGNER: CertificateIdentity = {
  identity: "https://github.com/acme/hello/.github/workflows/release.yml@refs/tags/v1.0.0",
  issuer: "https://token.actions.githubusercontent.com",
};

describeWithRegistry("a keyless signature", () => {
  let folder: string;
  let server: RegistryServer;
  let sigstore: SigstoreInstance;
  let stranger: SigstoreInstance;
  let rootFile: string;
  let trust: Awaited<ReturnType<typeof readTrustedRoot>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-keyless-"));
    [server, sigstore, stranger] = await Promise.all([
      RegistryServer.start(),
      SigstoreInstance.start(),
      SigstoreInstance.start(),
    ]);
    rootFile = await writeRoot("trusted_root.json", sigstore.trustedRoot());
    trust = await readTrustedRoot(rootFile);
    await writeFile(join(folder, "hello.wasm"), moduleWithPapers("hello"));
    await writeFile(join(folder, "other.wasm"), moduleWithPapers("other"));
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const reference = (path: string) => parseReference(server.reference(path));
  async function writeRoot(name: string, root: object): Promise<string> {
    await writeFile(join(folder, name), JSON.stringify(root));
    return join(folder, name);
  }
  async function push(path: string, name = "hello"): Promise<FetchedManifest> {
    await pushImage(await packageModule(join(folder, `${name}.wasm`)), reference(path));
    const { registry, repository } = reference(path);
    await using opened = new Repository({ registry, repository, actions: "pull" });
    return await requireManifest(opened, reference(path));
  }
  /** Attaches a bundle, or what claims to be one, as cosign does. */
  async function attach(path: string, { digest, bytes, mediaType }: FetchedManifest, bundle: BundleJson | Buffer) {
    const content = Buffer.isBuffer(bundle) ? bundle : Buffer.from(JSON.stringify(bundle));
    const referrer = createReferrer({ mediaType, digest, size: bytes.length }, BUNDLE, content);
    const { registry, repository } = reference(path);
    await using opened = new Repository({ registry, repository, actions: "pull,push" });
    await uploadAndPut(opened, referrer.blobs, {}, () => putReferrers(opened, digest, [referrer]));
    return { manifest: referrer.manifest.descriptor.digest, bundle: digestOf(content) };
  }
  /** Empties content on the registry's disk, as a registry does that is killed while it writes. */
  const empty = (digest: FetchedManifest["digest"]) => writeFile(server.blobFile(digest), "");
  /** Pushes an image with one signature; `change` makes another bundle of it. */
  async function pushSigned(path: string, options?: SigningOptions, change = (bundle: BundleJson) => bundle) {
    const image = await push(path);
    await attach(path, image, change(await sigstore.signImage(image.digest, SIGNER, options)));
    return image;
  }
  const verify = (path: string, wanted = SIGNER, trusted = trust, access: RegistryAccess = {}) =>
    verifyKeyless(reference(path), wanted, trusted, access);
  const refusal = (path: string, reason: string) => ({
    ...{ code: "ERR_SIGNATURE_REFUSED", exitCode: 2 },
    message: `${server.host}/${path} does not verify: ${reason}`,
  });

  it("verifies for exactly who made it, by tag and by digest", async () => {
    const { digest } = await pushSigned("acme/good:1");
    for (const version of [":1", `@${digest}`, `:1@${digest}`]) {
      expect(await verify(`acme/good${version}`)).toMatchObject({ digest, sha256: hexOf(digest), ...SIGNER });
    }
  });

  it("verifies over the bytes of the manifest too", async () => {
    const [image, other] = [await push("acme/bytes:1"), await push("acme/bytes:other", "other")];
    const bundle = await sigstore.signBytes(image.bytes, SIGNER);
    for (const target of [image, other]) await attach("acme/bytes:1", target, bundle);
    expect((await verify("acme/bytes:1")).digest).toBe(image.digest);
    await expect(verify("acme/bytes:other")).rejects.toMatchObject(
      refusal("acme/bytes:other", "its signature is for another image"),
    );
    const { messageSignature } = await sigstore
      .signBytes(Buffer.from("other bytes"), SIGNER)
      .then((one) => one as Extract<BundleJson, { messageSignature: object }>);
    const lie = { ...messageSignature, messageDigest: { algorithm: "SHA2_256", digest: base64Of(other.digest) } };
    await attach("acme/bytes:1", other, { ...bundle, messageSignature: lie });
    await expect(verify("acme/bytes:other")).rejects.toThrow("a byte was changed");
  });

  it.each([
    [
      "another identity",
      { identity: "https://github.com/acme/other" },
      `${SIGNER.identity} has signed it, and not https://github.com/acme/other`,
    ],
    ["a part of the identity", { identity: "acme/hello" }, `${SIGNER.identity} has signed it, and not acme/hello`],
    ["a pattern that fits", { identity: ".*" }, `${SIGNER.identity} has signed it, and not .*`],
    [
      "another issuer",
      { issuer: "https://accounts.example.com" },
      `${SIGNER.issuer} vouched for ${SIGNER.identity}, and not https://accounts.example.com`,
    ],
  ])("is refused for %s", async (_name, other, reason) => {
    await pushSigned("acme/who:1");
    await expect(verify("acme/who:1", { ...SIGNER, ...other })).rejects.toMatchObject(refusal("acme/who:1", reason));
  });

  it("is refused of another image, put beside this one", async () => {
    const [signed, other] = [await push("acme/swapped:signed"), await push("acme/swapped:other", "other")];
    await attach("acme/swapped:other", other, await sigstore.signImage(signed.digest, SIGNER));
    await expect(verify("acme/swapped:other")).rejects.toMatchObject(
      refusal("acme/swapped:other", "its signature is for another image"),
    );
  });

  it("is refused under a trusted root that has not its authority, or not its log", async () => {
    await pushSigned("acme/root:1");
    const elsewhere = await readTrustedRoot(await writeRoot("stranger.json", stranger.trustedRoot()));
    await expect(verify("acme/root:1", SIGNER, elsewhere)).rejects.toMatchObject(
      refusal("acme/root:1", "its certificate is none of the trusted root's, or was not valid when it was logged"),
    );
    const otherLog = await readTrustedRoot(await writeRoot("other-log.json", sigstore.trustedRoot(stranger)));
    await expect(verify("acme/root:1", SIGNER, otherLog)).rejects.toMatchObject(
      refusal("acme/root:1", "no log of the trusted root has taken its signature"),
    );
  });

  it("is refused where its certificate had ended, and where no log says when it was made", async () => {
    await pushSigned("acme/late:1", { loggedAfterMinutes: 11 });
    await expect(verify("acme/late:1")).rejects.toMatchObject(
      refusal("acme/late:1", "its certificate is none of the trusted root's, or was not valid when it was logged"),
    );
    await pushSigned("acme/unlogged:1", { isLogged: false });
    await expect(verify("acme/unlogged:1")).rejects.toMatchObject(
      refusal("acme/unlogged:1", "nothing that is trusted says when it was signed"),
    );
  });

  it("is refused with a changed byte in what is signed, in the signature, in the log's entry", async () => {
    type Statement = Extract<BundleJson, { dsseEnvelope: object }>;
    const change = (path: string, edit: (bundle: Statement) => object) =>
      pushSigned(path, {}, (bundle) => edit(bundle as Statement) as BundleJson);
    await change("acme/changed:1", ({ dsseEnvelope, ...rest }) => {
      const statement = Buffer.from(dsseEnvelope.payload, "base64")
        .toString()
        .replace('"predicate":{}', '"predicate":[]');
      return { ...rest, dsseEnvelope: { ...dsseEnvelope, payload: Buffer.from(statement).toString("base64") } };
    });
    const other = await sigstore.signImage(`sha256:${"0".repeat(64)}`, SIGNER);
    await change("acme/changed-signature:1", ({ dsseEnvelope, ...rest }) => {
      const { signatures } = (other as Statement).dsseEnvelope;
      return { ...rest, dsseEnvelope: { ...dsseEnvelope, signatures } };
    });
    await change("acme/changed-log:1", ({ dsseEnvelope, verificationMaterial: { certificate } }) => {
      const { tlogEntries } = other.verificationMaterial;
      return { mediaType: other.mediaType, dsseEnvelope, verificationMaterial: { certificate, tlogEntries } };
    });
    for (const path of ["acme/changed:1", "acme/changed-signature:1", "acme/changed-log:1"]) {
      await expect(verify(path)).rejects.toMatchObject(
        refusal(path, "a byte was changed in its signature or in what is signed"),
      );
    }
  });

  it("is not what something attests of the image", async () => {
    await pushSigned("acme/attested:1", { predicateType: "https://slsa.dev/provenance/v1" });
    await expect(verify("acme/attested:1")).rejects.toMatchObject(
      refusal("acme/attested:1", "an attestation is attached to it, which is no signature"),
    );
  });

  it("is not what a key signed", async () => {
    await pushSigned("acme/key:1", {}, (bundle) => {
      const { tlogEntries } = bundle.verificationMaterial;
      return { ...bundle, verificationMaterial: { publicKey: { hint: "acme" }, tlogEntries } };
    });
    await expect(verify("acme/key:1")).rejects.toMatchObject(
      refusal("acme/key:1", "it was signed with a key, and has no certificate"),
    );
  });

  it("is missed where nothing is attached, and where the tag has moved", async () => {
    const { digest } = await push("acme/none:1");
    await expect(verify("acme/none:1")).rejects.toMatchObject(
      refusal("acme/none:1", `no Sigstore bundle is attached to ${digest}`),
    );
    const signed = await pushSigned("acme/moved:1");
    const moved = await push("acme/moved:1", "other");
    await expect(verify(`acme/moved:1@${signed.digest}`)).rejects.toMatchObject(
      refusal(`acme/moved:1@${signed.digest}`, `the tag 1 was moved: it names ${moved.digest} now`),
    );
  });

  it("is found among bytes that are no bundles", async () => {
    const image = await push("acme/hostile:1");
    const good = JSON.stringify(await sigstore.signImage(image.digest, SIGNER));
    const certificate = /"certificate":\{"rawBytes":"[^"]*"/;
    const hostile = [
      ...["", "null", "[]", "{}", "text", good.slice(0, good.length / 2)],
      ...[
        good.replace(certificate, '"certificate":{"rawBytes":"AAAA"'),
        good.replace(certificate, '"certificate":{"rawBytes":7'),
      ],
      good.replace(certificate, `"certificate":{"rawBytes":"${Buffer.alloc(90_000, "0\x80").toString("base64")}"`),
      good.replace(/"canonicalizedBody":"[^"]*"/, '"canonicalizedBody":"bnVsbA=="'),
      " ".repeat(1024 * 1024) + good,
    ];
    for (const text of hostile) await attach("acme/hostile:1", image, Buffer.from(text));
    await expect(verify("acme/hostile:1")).rejects.toMatchObject({
      code: "ERR_SIGNATURE_REFUSED",
      message: expect.stringContaining("what is attached to it is no Sigstore bundle; its bundle is damaged") as string,
    });
    await attach("acme/hostile:1", image, Buffer.from(good));
    expect((await verify("acme/hostile:1")).digest).toBe(image.digest);
  });

  it("is found beside damaged ones, which are never taken for one", async () => {
    const progress: string[] = [];
    const access: RegistryAccess = {
      retry: { attempts: 2, delayMs: 1, delayMsMax: 1 },
      onProgress: (message) => progress.push(message),
    };
    const image = await push("acme/damaged:1");
    const sign = async () => attach("acme/damaged:1", image, await sigstore.signImage(image.digest, SIGNER));
    const first = await sign();
    await empty((await sign()).manifest);
    expect((await verify("acme/damaged:1", SIGNER, trust, access)).digest).toBe(image.digest);
    expect(progress.join("\n")).not.toContain("trying again");

    await empty(first.bundle);
    const last = await sign();
    expect((await verify("acme/damaged:1", SIGNER, trust, access)).digest).toBe(image.digest);
    expect(progress.join("\n")).toContain("trying again");

    await empty(last.manifest);
    const refused = verify("acme/damaged:1", SIGNER, trust, access);
    await expect(refused).rejects.toMatchObject({ code: "ERR_SIGNATURE_REFUSED" });
    await expect(refused).rejects.toThrow(`${first.bundle} has 0 bytes instead of`);
    await expect(refused).rejects.toThrow("answered 500");
  });

  it("needs a trusted root that is one", async () => {
    const damaged = JSON.stringify(sigstore.trustedRoot()).replace(/"rawBytes":"[^"]*"/g, '"rawBytes":"AAAA"');
    await writeFile(join(folder, "damaged.json"), damaged);
    await writeFile(join(folder, "lines.jsonl"), `{}\n{}\n`);
    await expect(readTrustedRoot(join(folder, "damaged.json"))).rejects.toMatchObject({
      code: "ERR_KEY_INVALID",
      message: `${join(folder, "damaged.json")} is no trusted root of Sigstore's: a certificate or key in it is damaged`,
    });
    for (const root of [{}, [], { certificateAuthorities: [] }]) {
      await expect(readTrustedRoot(await writeRoot("empty.json", root))).rejects.toMatchObject({
        code: "ERR_KEY_INVALID",
        message: expect.stringContaining("names no certificate authority, or no transparency log") as string,
      });
    }
    const unbounded = JSON.stringify(sigstore.trustedRoot()).replace(/("tlogs":.*?"validFor":){[^}]*}/, "$1{}");
    await writeFile(join(folder, "unbounded.json"), unbounded);
    await expect(readTrustedRoot(join(folder, "unbounded.json"))).rejects.toThrow("from when on the key of a log");
    await expect(readTrustedRoot(join(folder, "lines.jsonl"))).rejects.toMatchObject({ code: "ERR_JSON_SYNTAX" });
  });

  it("is verified by sluice verify, which wants all of its flags and no key", async () => {
    const image = await pushSigned("acme/cli:1");
    const text = server.reference("acme/cli:1");
    const flags = ["--certificate-identity", SIGNER.identity, "--certificate-oidc-issuer", SIGNER.issuer];
    const args = ["verify", text, ...flags, "--trusted-root", rootFile];
    const verified = await runCli([...args, "--json"]);
    expect(verified).toMatchObject({ code: 0, stderr: "" });
    const pinned = { reference: `${text}@${image.digest}`, digest: image.digest, sha256: hexOf(image.digest) };
    expect(JSON.parse(verified.stdout)).toEqual({ ...pinned, ...SIGNER });
    expect((await runCli(args)).stdout).toBe(
      `${pinned.reference}  signed by ${SIGNER.identity} of ${SIGNER.issuer}\nsha256  ${pinned.sha256}\n`,
    );
    const refused = await runCli([
      "verify",
      text,
      ...flags,
      "--trusted-root",
      await writeRoot("other.json", stranger.trustedRoot()),
      "--json",
    ]);
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "ERR_SIGNATURE_REFUSED" } });

    const usage: [string[], string][] = [
      [["verify", text], "neither --key nor --certificate-identity says who must have signed"],
      [
        ["verify", text, ...flags],
        "--certificate-identity, --certificate-oidc-issuer and --trusted-root need each other",
      ],
      [[...args, "--key", "key.pub"], "cannot be used with option '--key <file>'"],
    ];
    for (const [wrong, message] of usage) {
      const { code, stdout, stderr } = await runCli(wrong);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(message);
    }
  });

  it("is asked for by pull and manifest too, which go by the digest that verified", async () => {
    const image = await pushSigned("acme/pinned:1");
    const text = server.reference("acme/pinned:1");
    const signer = ["--certificate-oidc-issuer", SIGNER.issuer, "--trusted-root", rootFile, "--certificate-identity"];
    const out = join(folder, "pulled.wasm");
    const manifest = ["manifest", `oci://${text}`, "--kind", "WasmPlugin", "--json"];
    for (const args of [["pull", text, "-o", out], manifest]) {
      const refused = await runCli([...args, ...signer, "someone@example.com"]);
      expect(refused.code).toBe(2);
      expect(refused.stdout + refused.stderr).toContain("has signed it, and not someone@example.com");
    }
    await expect(access(out)).rejects.toThrow("ENOENT");

    expect(await runCli(["pull", text, "-o", out, ...signer, SIGNER.identity])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("signature verified") as string,
    });
    expect(await readFile(out)).toEqual(await readFile(join(folder, "hello.wasm")));
    const env = { SLUICE_CERTIFICATE_IDENTITY: SIGNER.identity };
    const made = await runCli([...manifest, ...signer.slice(0, 4)], { env });
    expect(JSON.parse(made.stdout)).toMatchObject({
      items: [{ spec: { url: `oci://${text}@${image.digest}`, sha256: hexOf(image.digest) } }],
    });

    const usage: [string[], string][] = [
      [[...manifest, ...signer.slice(0, 2)], "--trusted-root need each other"],
      [[...manifest, ...signer, SIGNER.identity, "--verify-key", "key.pub"], "cannot be used with option"],
      [
        ["pull", text, "-o", out, ...signer, SIGNER.identity, "--signed-for", "a.example/b"],
        "cannot be used with option",
      ],
      [
        ["manifest", out, "--kind", "WasmPlugin", ...signer, SIGNER.identity],
        "--certificate-identity verifies images, and MODULE is none",
      ],
    ];
    for (const [wrong, message] of usage) {
      const { code, stdout, stderr } = await runCli(wrong);
      expect(code).toBe(2);
      expect(stdout + stderr).toContain(message);
    }
  });
});

function base64Of(digest: FetchedManifest["digest"]): string {
  return Buffer.from(hexOf(digest), "hex").toString("base64");
}
