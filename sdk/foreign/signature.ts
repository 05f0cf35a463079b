import { Status } from "../../assembly/shared/abi";
import { Bytes } from "../../assembly/bytes";
import { ProtobufReader } from "../protobuf/reader";
import { ProtobufWriter } from "../protobuf/writer";
import { callForeignFunction } from "./call";

/** Bytes that nearly every question fits in: a key and a signature of RSA with 2048 bits, and a token's text. */
const QUESTION_BYTES: i32 = 1024;

/** Field 1, of a number or a flag. */
const FLAG_TAG: i32 = 8;

/**
 * Whether `signature` over `text` was made with the private key of `publicKeyPem`, by RSA (PKCS #1 v1.5) or ECDSA (ASN.1), as the key
 * is. Envoy checks at native speed. `hash` is `sha1`, `sha224`, `sha256`, `sha384` or `sha512`. False also when the host has no
 * such function.
 */
export function verifySignature(hash: string, publicKeyPem: string, signature: Uint8Array, text: Uint8Array): bool {
  const argument = new ProtobufWriter().string(1, hash).bytes(3, signature).bytes(4, text).string(5, publicKeyPem);
  return isVerified(argument.finish());
}

/** The same with a public key in DER (`SubjectPublicKeyInfo`). */
export function verifySignatureWithDer(
  hash: string,
  publicKey: Uint8Array,
  signature: Uint8Array,
  text: Uint8Array,
): bool {
  const bytes = new Bytes(signature.dataStart, signature.byteLength);
  return verifySignatureAt(hash, publicKey, bytes, new Bytes(text.dataStart, text.byteLength));
}

/**
 * The same where signature and text lie in memory that is not an object's.
 *
 * @internal
 */
export function verifySignatureAt(hash: string, publicKey: Uint8Array, signature: Bytes, text: Bytes): bool {
  const argument = new ProtobufWriter(QUESTION_BYTES)
    .string(1, hash)
    .bytes(2, publicKey)
    .bytes(3, signature)
    .bytes(4, text);
  return isVerified(argument.finish());
}

function isVerified(argument: Uint8Array): bool {
  const result = callForeignFunction<Uint8Array>("verify_signature", argument);
  // All that counts is a flag, field 1: its two bytes come first, and the reader of messages would be ten times as long.
  return result.status == Status.Ok && result.bytes.at(0) == FLAG_TAG && result.bytes.at(1) == 1;
}

/**
 * The signature over `text` by the private key of `privateKeyPem`, RSA (PKCS #1 v1.5) or ECDSA (ASN.1), made by Envoy; `hash` as in
 * `verifySignature`. Null when the key is none, or when the host has no such function.
 */
export function signText(hash: string, privateKeyPem: string, text: Uint8Array): Uint8Array | null {
  const argument = new ProtobufWriter().string(1, hash).bytes(3, text).string(4, privateKeyPem);
  const result = callForeignFunction<Uint8Array>("sign", argument.finish());
  if (result.status != Status.Ok) return null;
  const answer = new ProtobufReader(result.bytes.dataStart, result.bytes.byteLength);
  let isSigned = false;
  let signature: Uint8Array | null = null;
  while (answer.next()) {
    if (answer.field == 1) isSigned = answer.bool();
    if (answer.field == 2) signature = answer.bytes();
  }
  return isSigned && !answer.isMalformed ? signature : null;
}
