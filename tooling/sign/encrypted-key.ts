import { scrypt } from "node:crypto";
import nacl from "tweetnacl";
import { ToolError } from "../error.js";

/** Ten times the memory that cosign asks for: a key file must not decide over more. */
const MEMORY_BYTES_MAX = 640 * 1024 * 1024;
/** N × r × p, sixteen times that of cosign: some seconds. */
const WORK_MAX = 2 ** 23;

interface Envelope {
  readonly kdf: {
    readonly name: "scrypt";
    readonly params: { readonly N: number; readonly r: number; readonly p: number };
    readonly salt: string;
  };
  readonly cipher: { readonly name: "nacl/secretbox"; readonly nonce: string };
  readonly ciphertext: string;
}

/**
 * Opens the inside of cosign's encrypted private key: JSON with a key in PKCS #8 under NaCl's secretbox, whose own key scrypt
 * makes of the password (go-securesystemslib, `encrypted`).
 *
 * @param name the file, for the message
 * @throws ToolError `ERR_KEY_INVALID` for a wrong password, and for what is no such envelope.
 */
export async function openEncryptedKey(envelope: string, password: string, name: string): Promise<Buffer> {
  const { kdf, cipher, ciphertext } = parse(envelope, name);
  const { N, r, p } = kdf.params;
  const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "base64"));
  const nonce = bytes(cipher.nonce);
  if (nonce.length !== nacl.secretbox.nonceLength) throw invalid(name, "its nonce has the wrong length");
  const key = await deriveKey(password, Buffer.from(kdf.salt, "base64"), { N, r, p }, name);
  const opened = nacl.secretbox.open(bytes(ciphertext), nonce, Uint8Array.from(key));
  if (opened !== null) return Buffer.from(opened);
  throw new ToolError("ERR_KEY_INVALID", `${name}: the password is wrong, or the file is damaged`, {
    hint: "set COSIGN_PASSWORD to the key's password",
  });
}

function deriveKey(
  password: string,
  salt: Buffer,
  cost: { readonly N: number; readonly r: number; readonly p: number },
  name: string,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (cost.N * cost.r * cost.p > WORK_MAX) throw invalid(name, "its scrypt parameters ask for too much time");
    const options = { ...cost, maxmem: MEMORY_BYTES_MAX };
    try {
      scrypt(password, salt, nacl.secretbox.keyLength, options, (error, key) => {
        if (error === null) resolve(key);
        else reject(invalid(name, "its scrypt parameters are none"));
      });
    } catch {
      reject(invalid(name, "its scrypt parameters are none, or ask for too much memory"));
    }
  });
}

function parse(envelope: string, name: string): Envelope {
  let value: unknown;
  try {
    value = JSON.parse(envelope);
  } catch {
    throw invalid(name, "what is in it is not JSON");
  }
  const { kdf, cipher, ciphertext } = (value ?? {}) as Partial<Envelope>;
  const isText = [kdf?.salt, cipher?.nonce, ciphertext].every((text) => typeof text === "string");
  const { N, r, p } = kdf?.params ?? {};
  const isCost = [N, r, p].every((number) => Number.isSafeInteger(number) && Number(number) > 0);
  if (kdf?.name !== "scrypt" || cipher?.name !== "nacl/secretbox" || !isText || !isCost) {
    throw invalid(name, "what is in it is not scrypt with nacl/secretbox");
  }
  return value as Envelope;
}

function invalid(name: string, what: string): ToolError {
  return new ToolError("ERR_KEY_INVALID", `${name} is no encrypted key of cosign's: ${what}`, {
    hint: "name a file that `cosign generate-key-pair` wrote",
  });
}
