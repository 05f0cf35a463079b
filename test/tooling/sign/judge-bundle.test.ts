import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { digestOf } from "../../../tooling/oci/digest.js";
import { bundleJudge } from "../../../tooling/sign/judge-bundle.js";
import { readTrustedRoot } from "../../../tooling/sign/trusted-root.js";

const FIXTURES = new URL("../../fixtures/sigstore/", import.meta.url);
const SIGNER = {
  identity:
    "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main",
  issuer: "https://token.actions.githubusercontent.com",
};

/** What one instance trusts judges what it, or another, has signed. */
async function judge(root: string, instance: string, { signer = SIGNER, edit = (text: string) => text } = {}) {
  const trust = await readTrustedRoot(fileURLToPath(new URL(`${root}/trusted_root.json`, FIXTURES)));
  const bundle = await readFile(new URL(`${instance}/bundle.json`, FIXTURES), "utf8");
  const bytes = await readFile(new URL("signed.txt", FIXTURES));
  return bundleJudge(trust)(Buffer.from(edit(bundle)), { bytes, digest: digestOf(bytes) }, signer);
}

describe.each([
  {
    name: "the public instance, logged with a promise",
    ...{ instance: "public", other: "staging", changed: "a byte was changed in its signature or in what is signed" },
  },
  {
    name: "the staging instance, logged without a time (Rekor 2)",
    // The timestamp is of the signature.
    ...{ instance: "staging", other: "public", changed: "nothing that is trusted says when it was signed" },
  },
])("a signature of $name", ({ instance, other, changed }) => {
  it("holds for exactly who made it", async () => {
    expect(await judge(instance, instance)).toBeNull();
    expect(await judge(instance, instance, { signer: { ...SIGNER, identity: "someone@example.com" } })).toBe(
      `${SIGNER.identity} has signed it, and not someone@example.com`,
    );
  });

  it("does not hold under the root of another instance", async () => {
    expect(await judge(other, instance)).not.toBeNull();
  });

  it("does not hold with another signature in it", async () => {
    const edit = (text: string): string => {
      const bundle = JSON.parse(text) as { messageSignature: { signature: string } };
      const bytes = Buffer.from(bundle.messageSignature.signature, "base64");
      bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
      bundle.messageSignature.signature = bytes.toString("base64");
      return JSON.stringify(bundle);
    };
    expect(await judge(instance, instance, { edit })).toBe(changed);
  });
});
