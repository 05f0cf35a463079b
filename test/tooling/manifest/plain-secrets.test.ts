import { describe, expect, it } from "vitest";
import { findSecrets } from "../../../tooling/manifest/plain-secrets.js";

describe("secrets of a configuration", () => {
  it.each([
    "jwt_secret",
    "clientSecret",
    "secret",
    "password",
    "db.password",
    "apiKey",
    "api-key",
    "private_key",
    "token",
    "accessToken",
    "credentials",
  ])("are known by their name: %s", (key) => {
    expect(findSecrets({ [key]: "s3cr3t" })).toEqual([`$.${key}`]);
  });

  it.each(["token_header", "secretary", "key", "monkey", "tokenizer", "keys", "public_key", "password_min_length"])(
    "are not taken for what only sounds like one: %s",
    (key) => {
      expect(findSecrets({ [key]: "x" })).toEqual([]);
    },
  );

  it("are texts, whatever a switch or a number is called", () => {
    expect(findSecrets({ allow_credentials: true, max_tokens: 5 })).toEqual([]);
    expect(findSecrets({ credentials: { user: "a", pass: "b" } })).toEqual(["$.credentials"]);
  });

  it("are none where a variable of the VM's environment is named, and nothing beside it", () => {
    expect(findSecrets({ jwt_secret: { env: "AUTH_SECRET" } })).toEqual([]);
    expect(findSecrets({ client: { env: "production", password: "s3cr3t" } })).toEqual(["$.client.password"]);
  });

  it("are found at any depth", () => {
    expect(findSecrets({ issuers: [{ name: "a" }, { keys: { hmac_key: "s3cr3t" } }] })).toEqual([
      "$.issuers[1].keys.hmac_key",
    ]);
  });

  it("are what the schema marks writeOnly, whatever their name", () => {
    const schema = {
      properties: { pepper: { writeOnly: true }, salts: { items: { properties: { value: { writeOnly: true } } } } },
    };
    const configuration = { pepper: "s3cr3t", salts: [{ value: "s3cr3t" }], plain: "x" };
    expect(findSecrets(configuration, schema)).toEqual(["$.pepper", "$.salts[0].value"]);
  });

  it("are no secret where they are keys that anyone may know", () => {
    const schema = { properties: { jwks: { writeOnly: true } } };
    const found = (...keys: object[]): string[] => findSecrets({ jwks: JSON.stringify({ keys }) }, schema);
    expect(found({ kty: "RSA", n: "AQ", e: "AQAB" }, { kty: "OKP", x: "AQ" })).toEqual([]);
    expect(found({ kty: "RSA", n: "AQ", e: "AQAB" }, { kty: "oct", k: "AQ" })).toEqual(["$.jwks"]);
    expect(found({ kty: "EC", x: "AQ", y: "AQ", d: "AQ" })).toEqual(["$.jwks"]);
    expect(findSecrets({ jwks: JSON.stringify({ kty: "oct", k: "AQ" }) }, schema)).toEqual(["$.jwks"]);
    expect(findSecrets({ jwks: "{" }, schema)).toEqual(["$.jwks"]);
  });

  it("are no secret while they are empty", () => {
    expect(findSecrets({ jwt_secret: "", password: null })).toEqual([]);
  });
});
