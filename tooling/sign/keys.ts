import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { ToolError } from "../error.js";
import { readInput } from "../read-input.js";
import { openEncryptedKey } from "./encrypted-key.js";

const CURVE = "prime256v1";
/** Both names that cosign has given it. */
const COSIGN_PEM = /-----BEGIN ENCRYPTED (?:SIGSTORE|COSIGN) PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END /;

const ANOTHER_KEY =
  "make a key pair with `cosign generate-key-pair` or `openssl ecparam -name prime256v1 -genkey -noout`";
/** The hint to a key that does not open. */
const WRONG_PASSWORD = "set COSIGN_PASSWORD to the key's password";

/** Gives the password of a key; asked only where the key has one. */
export type AskPassword = (file: string) => Promise<string>;

/**
 * Reads an ECDSA P-256 private key in PEM: as cosign encrypts it, PKCS #8 with or without a password, or SEC 1 (`EC PRIVATE KEY`).
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_KEY_INVALID`, and what `askPassword` throws; never with a
 *   piece of the key or the password.
 */
export async function readPrivateKey(file: string, askPassword: AskPassword): Promise<KeyObject> {
  return parsePrivateKey(await readInput(file, "private key"), file, askPassword);
}

/** The key in what `readPrivateKey` would read; throws as that. */
export async function parsePrivateKey(bytes: Buffer, file: string, askPassword: AskPassword): Promise<KeyObject> {
  const pem = bytes.toString("latin1");
  if (/-----BEGIN PUBLIC KEY-----/.test(pem)) {
    throw invalid(file, "is a public key, and signing needs the private one", "name the file of the private key");
  }
  return requireP256(await openPrivateKey(pem, file, askPassword), file);
}

async function openPrivateKey(pem: string, file: string, askPassword: AskPassword): Promise<KeyObject> {
  const [, base64] = COSIGN_PEM.exec(pem) ?? [];
  if (base64 !== undefined) {
    const envelope = Buffer.from(base64, "base64").toString("utf8");
    const pkcs8 = await openEncryptedKey(envelope, await askPassword(file), file);
    return create(() => createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }), file, "holds no private key");
  }
  if (/ENCRYPTED/.test(pem)) {
    const passphrase = await askPassword(file);
    return create(
      () => createPrivateKey({ key: pem, passphrase }),
      file,
      "does not open: the password is wrong, or it is damaged",
      WRONG_PASSWORD,
    );
  }
  return create(() => createPrivateKey(pem), file, "is no private key in PEM");
}

/**
 * Reads an ECDSA P-256 public key in PEM.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_KEY_INVALID`
 */
export async function readPublicKey(file: string): Promise<KeyObject> {
  return parsePublicKey(await readInput(file, "public key"), file);
}

/** The key in what `readPublicKey` would read; throws as that. */
export function parsePublicKey(bytes: Buffer, file: string): KeyObject {
  const pem = bytes.toString("latin1");
  if (/PRIVATE KEY-----/.test(pem)) {
    throw invalid(file, "is a private key, and verifying needs the public one", "name the file of the public key");
  }
  return requireP256(
    create(() => createPublicKey(pem), file, "is no public key in PEM"),
    file,
  );
}

function requireP256(key: KeyObject, file: string): KeyObject {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === "ec" && details?.namedCurve === CURVE) return key;
  throw invalid(file, `is a key for ${details?.namedCurve ?? type ?? "something else"}, not for ECDSA on P-256`);
}

/** The cause is left out: OpenSSL's words are about bytes of the key. */
function create(make: () => KeyObject, file: string, what: string, hint?: string): KeyObject {
  try {
    return make();
  } catch {
    throw invalid(file, what, hint);
  }
}

function invalid(file: string, what: string, hint: string = ANOTHER_KEY): ToolError {
  return new ToolError("ERR_KEY_INVALID", `${file} ${what}`, { hint });
}
