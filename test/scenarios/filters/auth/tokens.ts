import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** What is signed with, and what the key set says of it. */
export interface Signer {
  readonly kid: string;
  readonly sign: (text: string, algorithm: string) => Buffer;
  readonly jwk: Readonly<Record<string, unknown>>;
}

export const ALGORITHMS = [
  "HS256",
  "HS384",
  "HS512",
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "EdDSA",
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

const hashOf = (algorithm: string): string => `sha${algorithm.slice(2)}`;

export const base64url = (part: unknown): string =>
  Buffer.from(typeof part === "string" || part instanceof Uint8Array ? part : JSON.stringify(part)).toString(
    "base64url",
  );

function asymmetric(kid: string, { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): Signer {
  return {
    kid,
    jwk: { ...publicKey.export({ format: "jwk" }), kid },
    sign: (text, algorithm) => {
      if (algorithm === "EdDSA") return sign(null, Buffer.from(text), privateKey);
      const padding = algorithm.startsWith("PS") ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
      const options = algorithm.startsWith("ES")
        ? { key: privateKey, dsaEncoding: "ieee-p1363" as const }
        : { key: privateKey, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
      return sign(hashOf(algorithm), Buffer.from(text), options);
    },
  };
}

export function secretSigner(kid: string, secret: Buffer | string): Signer {
  return {
    kid,
    jwk: { kty: "oct", k: base64url(secret), kid },
    sign: (text, algorithm) => createHmac(hashOf(algorithm), secret).update(text).digest(),
  };
}

export const rsaSigner = (kid: string, modulusLength = 2048): Signer =>
  asymmetric(kid, generateKeyPairSync("rsa", { modulusLength }));
export const ecSigner = (kid: string, namedCurve: string): Signer =>
  asymmetric(kid, generateKeyPairSync("ec", { namedCurve }));
export const edSigner = (kid: string): Signer => asymmetric(kid, generateKeyPairSync("ed25519"));

/** A token of these two parts: objects become JSON, texts stay as they are. */
export function makeToken(signer: Signer, algorithm: string, header: unknown, payload: unknown): string {
  const text = `${base64url(header)}.${base64url(payload)}`;
  return `${text}.${signer.sign(text, algorithm).toString("base64url")}`;
}

/** A key set as issuers publish it. */
export const jwksOf = (...signers: readonly Signer[]): string =>
  JSON.stringify({ keys: signers.map(({ jwk }) => jwk) });
