import { generateKeyPairSync, sign, verify } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("foreign functions on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({ engine, filter: "test/fixtures/filters/foreign" });
  });

  afterAll(() => gateway.close());

  const ask = async (path: string, headers: Record<string, string> = {}): Promise<string> =>
    (await gateway.fetch(path, { headers })).text();

  it("compresses and uncompresses", async () => {
    expect(await ask("/compress")).toBe("1000");
    expect(await ask("/uncompress-garbage")).toBe("null");
  });

  it.each(["rsa", "ec"] as const)("verifies a signature of an %s key, and no other", async (kind) => {
    const { publicKey, privateKey } =
      kind === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = publicKey.export({ type: "spki", format: "pem" }) as string;
    const headers = {
      "x-key": Buffer.from(pem).toString("base64"),
      "x-signature": sign("sha256", Buffer.from("hello"), privateKey).toString("base64"),
    };
    expect(await ask("/verify", { ...headers, "x-text": "hello" })).toBe("valid");
    expect(await ask("/verify", { ...headers, "x-text": "hallo" })).toBe("invalid");
    expect(await ask("/verify", { ...headers, "x-key": Buffer.from("no key").toString("base64"), "x-text": "x" })).toBe(
      "invalid",
    );
  });

  it("signs with a key, and with nothing else", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
    const signature = await ask("/sign", { "x-key": Buffer.from(pem).toString("base64") });
    expect(verify("sha256", Buffer.from("hello"), publicKey, Buffer.from(signature, "base64"))).toBe(true);
    expect(await ask("/sign", { "x-key": Buffer.from("no key").toString("base64") })).toBe("null");
  });

  it("sets a filter state that Envoy knows, and is refused one that it does not", async () => {
    expect(await ask("/filter-state")).toBe("0 1");
  });

  it("declares a property once", async () => {
    expect(await ask("/declare")).toBe("0 2 0 round");
  });

  it("evaluates an expression", async () => {
    expect(await ask("/expression")).toBe("true /expression null gone");
  });

  it("clears the route cache", async () => {
    expect(await ask("/route-cache")).toBe("0");
  });

  it("is told when there is no such function", async () => {
    expect(await ask("/unknown")).toBe("1");
  });
});
