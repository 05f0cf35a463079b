import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseReference } from "../../../tooling/oci/reference.js";
import { readPrivateKey, readPublicKey } from "../../../tooling/sign/keys.js";
import { parsePayload, writePayload } from "../../../tooling/sign/payload.js";
import { encryptAsCosign, writeKeyPair } from "./key-pair.js";

const PASSWORD = "pass word";
const ask = async (): Promise<string> => PASSWORD;
const nobody = async (): Promise<string> => Promise.reject(new Error("asked for a password"));

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-sign-"));
  file = join(folder, "signing.key");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const PASSWORDS = /^set COSIGN_PASSWORD to the key's password/;

describe("readPrivateKey", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const pkcs8 = privateKey.export({ format: "der", type: "pkcs8" });
  const encrypted = { format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: PASSWORD } as const;

  it.each([
    ["PKCS #8", privateKey.export({ format: "pem", type: "pkcs8" }), nobody],
    ["SEC 1", privateKey.export({ format: "pem", type: "sec1" }), nobody],
    ["encrypted PKCS #8", privateKey.export(encrypted), ask],
    ["cosign's", encryptAsCosign(pkcs8, PASSWORD), ask],
    ["cosign's of old", encryptAsCosign(pkcs8, PASSWORD).replaceAll("SIGSTORE", "COSIGN"), ask],
  ])("reads a key as %s", async (_what, pem, askPassword) => {
    await writeFile(file, pem);
    const key = await readPrivateKey(file, askPassword);
    expect(verify("sha256", Buffer.from("x"), publicKey, sign("sha256", Buffer.from("x"), key))).toBe(true);
  });

  it.each([
    ["a wrong password", encryptAsCosign(pkcs8, "other"), ": the password is wrong, or the file is damaged", PASSWORDS],
    [
      "a wrong password of PKCS #8",
      privateKey.export({ ...encrypted, passphrase: "other" }),
      " does not open",
      PASSWORDS,
    ],
    [
      "a public key",
      publicKey.export({ format: "pem", type: "spki" }),
      " is a public key",
      /^name the file of the private key$/,
    ],
    ["no key", "text", " is no private key in PEM"],
    [
      "RSA",
      generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "pem", type: "pkcs8" }),
      " is a key for rsa",
    ],
    [
      "another curve",
      generateKeyPairSync("ec", { namedCurve: "secp384r1" }).privateKey.export({ format: "pem", type: "pkcs8" }),
      " is a key for secp384r1",
    ],
    ["an envelope of something else", encryptAsCosign(Buffer.from("text"), PASSWORD), " holds no private key"],
    [
      "another cipher",
      encryptAsCosign(pkcs8, PASSWORD, (e) => ({ ...e, cipher: { name: "rot13", nonce: "" } })),
      "is not scrypt with nacl/secretbox",
    ],
    [
      "a short nonce",
      encryptAsCosign(pkcs8, PASSWORD, (e) => ({ ...e, cipher: { name: "nacl/secretbox", nonce: "" } })),
      "its nonce has the wrong length",
    ],
    [
      "terabytes of memory",
      encryptAsCosign(pkcs8, PASSWORD, (e) => withCost(e, 2 ** 30)),
      "its scrypt parameters ask for too much time",
    ],
    [
      "hours of work",
      encryptAsCosign(pkcs8, PASSWORD, (e) => withCost(e, 2, 4_000_000)),
      "its scrypt parameters ask for too much time",
    ],
    [
      "a cost that is no power of two",
      encryptAsCosign(pkcs8, PASSWORD, (e) => withCost(e, 1000)),
      "its scrypt parameters are none",
    ],
    ["no envelope", encryptAsCosign(pkcs8, PASSWORD, () => null), "is not scrypt with nacl/secretbox"],
  ])("refuses %s, without a word of it", async (_what, pem, message, hint: RegExp = /./) => {
    await writeFile(file, pem);
    const failure = await readPrivateKey(file, ask).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({
      code: "ERR_KEY_INVALID",
      exitCode: 2,
      hint: expect.stringMatching(hint) as string,
    });
    expect((failure as Error).message).toContain(message);
    expect((failure as Error).message).toContain(file);
    expect((failure as Error).message).not.toContain(PASSWORD);
    expect((failure as Error).cause).toBeUndefined();
  });
});

function withCost(envelope: object, N: number, p = 1): object {
  const { kdf } = envelope as { readonly kdf: object };
  return { ...envelope, kdf: { ...kdf, params: { N, r: 8, p } } };
}

describe("readPublicKey", () => {
  it("reads a key, and refuses a private one, another curve and what is none", async () => {
    const { publicFile, privateFile } = await writeKeyPair(folder);
    expect((await readPublicKey(publicFile)).type).toBe("public");
    await expect(readPublicKey(privateFile)).rejects.toMatchObject({
      message: `${privateFile} is a private key, and verifying needs the public one`,
    });
    const other = await writeKeyPair(folder, "other", "secp384r1");
    await expect(readPublicKey(other.publicFile)).rejects.toMatchObject({ code: "ERR_KEY_INVALID" });
    await writeFile(file, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    await expect(readPublicKey(file)).rejects.toMatchObject({ message: `${file} is no public key in PEM` });
    await expect(readPublicKey(join(folder, "none"))).rejects.toMatchObject({ code: "ERR_FILE_NOT_FOUND" });
  });
});

/** Written by cosign 2.6.5 for a registry that is gone; the key has never signed anything else. */
describe("what cosign wrote", () => {
  const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/cosign/${name}`, import.meta.url));
  const password = async (): Promise<string> => "a password of no key in use";

  it("is a key pair that opens, a signature that verifies, and a claim about an image", async () => {
    const payload = await readFile(fixture("payload.json"));
    const signature = Buffer.from(await readFile(fixture("signature.txt"), "utf8"), "base64");
    const publicKey = await readPublicKey(fixture("cosign.pub"));
    expect(verify("sha256", payload, publicKey, signature)).toBe(true);
    const { digest, repository } = parsePayload(payload);
    expect(repository).toBe("127.0.0.1:5055/acme/fixture");
    expect(writePayload(parseReference(`${repository}:1`), digest)).toEqual(payload);

    const privateKey = await readPrivateKey(fixture("cosign.key"), password);
    expect(createPublicKey(privateKey).equals(publicKey)).toBe(true);
  });
});
