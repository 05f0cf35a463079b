import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { Status } from "../../../assembly/shared/abi.js";
import type { ForeignResult } from "./foreign-functions.js";
import { bytesField, readMessage, stringField, writeMessage } from "../properties/protobuf.js";

const HASHES: ReadonlySet<string> = new Set(["sha1", "sha224", "sha256", "sha384", "sha512"]);

/** The curves of BoringSSL. */
const CURVES: ReadonlySet<string | undefined> = new Set(["secp224r1", "prime256v1", "secp384r1", "secp521r1"]);

/** Whether BoringSSL, as Envoy uses it, signs and verifies with such a key. */
function isUsable({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === "ec") return CURVES.has(asymmetricKeyDetails?.namedCurve);
  return asymmetricKeyType === "rsa";
}

const refused: ForeignResult = { status: Status.BadArgument, result: Buffer.alloc(0) };
const answer = (fields: Parameters<typeof writeMessage>[0]): ForeignResult => ({
  status: Status.Ok,
  result: writeMessage(fields),
});

/**
 * `verify_signature`. Arguments: 1 hash function, 2 public key (DER), 3 signature, 4 text, 5 public key (PEM), one of the two
 * keys. Answer: 1 result, 2 error. Keys are RSA or EC, as SubjectPublicKeyInfo.
 */
export function verifySignature(argument: Buffer): ForeignResult {
  const fields = readMessage(argument);
  if (fields === null) return refused;
  const [der, pem] = [bytesField(fields, 2), bytesField(fields, 5)];
  if ((der.length === 0) === (pem.length === 0)) return refused;
  const hash = stringField(fields, 1);
  if (!HASHES.has(hash.toLowerCase())) return answer([[2, `${hash} is not supported.`]]);
  const key = publicKey(der, pem);
  if (key === null) return answer([[2, "Failed to initialize digest verify."]]);
  const isValid = verify(hash.toLowerCase(), bytesField(fields, 4), key, bytesField(fields, 3));
  return answer(isValid ? [[1, true]] : [[2, "Failed to verify digest. Error code: 0"]]);
}

/**
 * `sign`. Arguments: 1 hash function, 2 private key (DER), 3 text, 4 private key (PEM), one of the two keys. Answer: 1 result,
 * 2 signature, 3 error. Keys are RSA or EC, in DER as PKCS #8.
 */
export function signText(argument: Buffer): ForeignResult {
  const fields = readMessage(argument);
  if (fields === null) return refused;
  const [der, pem] = [bytesField(fields, 2), bytesField(fields, 4)];
  if ((der.length === 0) === (pem.length === 0)) return refused;
  const hash = stringField(fields, 1);
  if (!HASHES.has(hash.toLowerCase())) return answer([[3, `${hash} is not supported.`]]);
  const key = privateKey(der, pem);
  if (key === null) return answer([[3, "Invalid key type: private key required for signing operation."]]);
  if (!isUsable(key)) {
    return answer([[3, "Invalid private key: key data is corrupted or malformed."]]);
  }
  const signature = sign(hash.toLowerCase(), bytesField(fields, 3), key);
  return answer([
    [1, true],
    [2, signature],
  ]);
}

function publicKey(der: Buffer, pem: Buffer): KeyObject | null {
  // Node would take the public half of a private key, and a certificate.
  if (pem.length > 0 && !pem.includes("-----BEGIN PUBLIC KEY-----")) return null;
  try {
    const key = createPublicKey(
      pem.length > 0 ? { key: pem, format: "pem" } : { key: der, format: "der", type: "spki" },
    );
    return isUsable(key) ? key : null;
  } catch {
    return null;
  }
}

function privateKey(der: Buffer, pem: Buffer): KeyObject | null {
  try {
    return createPrivateKey(pem.length > 0 ? { key: pem, format: "pem" } : { key: der, format: "der", type: "pkcs8" });
  } catch {
    return null;
  }
}
