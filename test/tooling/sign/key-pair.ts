import { generateKeyPairSync, randomBytes, scryptSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import nacl from "tweetnacl";

/** Writes a key pair into a folder, unencrypted, and gives the paths. */
export async function writeKeyPair(folder: string, name = "key", curve = "prime256v1") {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: curve });
  const privateFile = join(folder, `${name}.key`);
  const publicFile = join(folder, `${name}.pub`);
  await writeFile(privateFile, privateKey.export({ format: "pem", type: "pkcs8" }));
  await writeFile(publicFile, publicKey.export({ format: "pem", type: "spki" }));
  return { privateKey, publicKey, privateFile, publicFile };
}

/** A private key as cosign encrypts it; `change` spoils what is in the envelope. */
export function encryptAsCosign(
  pkcs8: Buffer,
  password: string,
  change: (envelope: object) => unknown = (same) => same,
): string {
  const [salt, nonce] = [randomBytes(32), randomBytes(nacl.secretbox.nonceLength)];
  const params = { N: 1024, r: 8, p: 1 };
  const key = scryptSync(password, salt, 32, params);
  const ciphertext = nacl.secretbox(Uint8Array.from(pkcs8), Uint8Array.from(nonce), Uint8Array.from(key));
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  const envelope = {
    kdf: { name: "scrypt", params, salt: base64(salt) },
    cipher: { name: "nacl/secretbox", nonce: base64(nonce) },
    ciphertext: base64(ciphertext),
  };
  const text = Buffer.from(JSON.stringify(change(envelope))).toString("base64");
  return `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n${text.replace(/(.{64})/g, "$1\n")}\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n`;
}
