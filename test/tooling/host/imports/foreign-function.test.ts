import { generateKeyPairSync, sign } from "node:crypto";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Status } from "../../../../assembly/shared/abi.js";
import type { Context } from "../../../../tooling/host/vm/context.js";
import { FOREIGN_FUNCTIONS } from "../../../../tooling/host/foreign/foreign-functions.js";
import { results } from "../probe.js";

const CONTEXT = { streamInfo: null } as Context;

function call(name: string, argument: Buffer): { status: Status; result: Buffer } {
  return FOREIGN_FUNCTIONS.get(name)?.({ context: CONTEXT, calledContext: CONTEXT }, argument) ?? expect.unreachable();
}

/** A message of bytes fields below 128 bytes or two-byte lengths. */
function message(fields: Readonly<Record<number, Uint8Array | string>>): Buffer {
  return Buffer.concat(
    Object.entries(fields).flatMap(([field, value]) => {
      const bytes = Buffer.from(value as string);
      return [Buffer.from([(Number(field) << 3) | 2, (bytes.length & 0x7f) | 0x80, bytes.length >> 7]), bytes];
    }),
  );
}

describe("foreign functions", () => {
  it("answer NotFound to an unknown name", async () => {
    expect(await results(["foreign nope x", "foreign clear_route_cache _"])).toEqual(["1", "0 ''"]);
  });

  it("compress and uncompress zlib", () => {
    const text = Buffer.from("a".repeat(1000));
    const { result } = call("compress", text);
    expect(result.length).toBeLessThan(100);
    expect(call("uncompress", result).result).toEqual(text);
    expect(call("uncompress", Buffer.from("no zlib"))).toMatchObject({ status: Status.SerializationFailure });
    expect(call("uncompress", deflateSync(Buffer.alloc(65 * 1024 * 1024))).status).toBe(Status.SerializationFailure);
  });

  it("verify signatures with keys in DER and in PEM", () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const text = "to be signed";
    const signature = sign("sha256", Buffer.from(text), privateKey);
    const der = publicKey.export({ type: "spki", format: "der" });
    const pem = publicKey.export({ type: "spki", format: "pem" });
    const verified = Buffer.from([1 << 3, 1]);
    expect(call("verify_signature", message({ 1: "sha256", 2: der, 3: signature, 4: text })).result).toEqual(verified);
    expect(call("verify_signature", message({ 1: "sha256", 3: signature, 4: text, 5: pem })).result).toEqual(verified);
    const forged = call("verify_signature", message({ 1: "sha256", 2: der, 3: signature, 4: "other" }));
    expect(forged.result.toString()).toContain("Failed to verify digest. Error code: 0");
  });

  it.each([
    ["an unknown hash", message({ 1: "md4", 2: "x" }), "md4 is not supported."],
    ["a key that is none", message({ 1: "sha256", 2: "x", 3: "x", 4: "x" }), "Failed to initialize digest verify."],
  ])("say why a signature cannot be verified: %s", (_case, argument, error) => {
    expect(call("verify_signature", argument)).toMatchObject({ status: Status.Ok });
    expect(call("verify_signature", argument).result.toString()).toContain(error);
  });

  it("refuse an argument that is no message", () => {
    expect(call("verify_signature", Buffer.from([0x0a, 0xff])).status).toBe(Status.BadArgument);
  });
});
