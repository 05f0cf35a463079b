import { createHash, createHmac } from "node:crypto";
import type { HeaderLine } from "sluice/testing";

/** What is signed, and how. */
export interface Signing {
  readonly secret: string | Uint8Array;
  /** The components in order, each with its value. */
  readonly components: readonly (readonly [name: string, value: string])[];
  /** The parameters, as they stand in the field: `;created=1;keyid="a"`. */
  readonly params: string;
  readonly label?: string;
}

/** `Signature-Input` and `Signature` as RFC 9421 §2.5 and §3.1 make them. */
export function sign({ secret, components, params, label = "sig1" }: Signing): HeaderLine[] {
  const input = `(${components.map(([name]) => `"${name}"`).join(" ")})${params}`;
  const lines = [...components.map(([name, value]) => `"${name}": ${value}`), `"@signature-params": ${input}`];
  const signature = createHmac("sha256", secret).update(lines.join("\n"), "latin1").digest("base64");
  return [
    ["signature-input", `${label}=${input}`],
    ["signature", `${label}=:${signature}:`],
  ];
}

/** `Content-Digest` of a body (RFC 9530 §2). */
export function contentDigest(body: string, algorithm: "sha-256" | "sha-512" = "sha-256"): string {
  return `${algorithm}=:${createHash(algorithm.replace("-", "")).update(body).digest("base64")}:`;
}
