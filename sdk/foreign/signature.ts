import { Status } from "../../assembly/shared/abi";
import { Bytes } from "../../assembly/bytes";
import { resultSize, resultStart } from "../../assembly/memory";
import { NOWHERE, textSize, writeText } from "../../assembly/text";
import { ProtobufReader } from "../protobuf/reader";
import { ProtobufWriter } from "../protobuf/writer";
import { addBytes, callWithArgument, openArgument } from "./argument";
import { callForeignFunction } from "./call";

/** The answer of whom a signature is good for, in protobuf: field 1 is true. */
const IS_VERIFIED: u16 = 0x0108;

/**
 * Whether `signature` over `text` was made with the private key of `publicKeyPem`, by RSA (PKCS #1 v1.5) or ECDSA (ASN.1), as the key
 * is. Envoy checks at native speed. `hash` is `sha1`, `sha224`, `sha256`, `sha384` or `sha512`. False also when the host has no
 * such function.
 */
export function verifySignature(hash: string, publicKeyPem: string, signature: Uint8Array, text: Uint8Array): bool {
  const key = writeText(publicKeyPem);
  const keySize = textSize();
  return key != NOWHERE && isVerified(hash, 5, key, keySize, toBytes(signature), toBytes(text));
}

/** The same with a public key in DER (`SubjectPublicKeyInfo`). */
export function verifySignatureWithDer(
  hash: string,
  publicKey: Uint8Array,
  signature: Uint8Array,
  text: Uint8Array,
): bool {
  return verifySignatureAt(hash, publicKey, toBytes(signature), toBytes(text));
}

/**
 * The same where signature and text lie in memory that is not an object's.
 *
 * @internal
 */
export function verifySignatureAt(hash: string, publicKey: Uint8Array, signature: Bytes, text: Bytes): bool {
  return isVerified(hash, 2, publicKey.dataStart, publicKey.byteLength, signature, text);
}

function isVerified(hash: string, keyField: u32, key: usize, keySize: usize, signature: Bytes, text: Bytes): bool {
  const name = writeText(hash);
  const nameSize = textSize();
  if (!openArgument(nameSize + keySize + <usize>signature.byteLength + <usize>text.byteLength)) return false;
  addBytes(1, name, nameSize);
  addBytes(keyField, key, keySize);
  addBytes(3, signature.dataStart, signature.byteLength);
  addBytes(4, text.dataStart, text.byteLength);
  // All that counts are the first two bytes: the reader of messages would be ten times as long.
  const isAnswered = callWithArgument("verify_signature") == Status.Ok && resultSize() >= 2;
  return isAnswered && load<u16>(resultStart()) == IS_VERIFIED;
}

function toBytes(bytes: Uint8Array): Bytes {
  return new Bytes(bytes.dataStart, bytes.byteLength);
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
