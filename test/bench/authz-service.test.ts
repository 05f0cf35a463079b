import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeToken, secretSigner } from "../scenarios/filters/auth/tokens.js";
import { startAuthzService } from "./authz-service.js";
import { GET, type JobRequest, type Service } from "../../tooling/bench/job.js";

const SECRET = "a secret of thirty-two bytes: 01";
const signer = secretSigner("secret", SECRET);
const claims = { iss: "https://issuer.test", aud: "shop", exp: 4_000_000_000 };
const tokenOf = (payload: object, header: object = { alg: "HS256" }): string =>
  makeToken(signer, "HS256", header, payload);
const askWith = (token: string): JobRequest => ({ ...GET, headers: { authorization: `Bearer ${token}` } });

const options = {
  ...{ secret: Buffer.from(SECRET).toString("base64url"), issuer: claims.iss, audience: claims.aud },
  warmUp: [askWith(tokenOf(claims))],
};

describe("the authorisation service", { timeout: 120_000 }, () => {
  let service: Service;
  const statusOf = async (token: string | null): Promise<number> => {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    return (await fetch(service.url, { headers })).status;
  };

  beforeAll(async () => {
    service = await startAuthzService(options);
  });
  afterAll(async () => service.stop());

  it("lets good tokens pass", async () => {
    expect(await statusOf(tokenOf(claims))).toBe(200);
    expect(await statusOf(tokenOf({ ...claims, sub: "ada" }))).toBe(200);
  });

  it.each([
    ["none", null],
    ["of another issuer", tokenOf({ ...claims, iss: "https://evil.test" })],
    ["for another audience", tokenOf({ ...claims, aud: "bank" })],
    ["that is over", tokenOf({ ...claims, exp: 1 })],
    ["without an end", tokenOf({ iss: claims.iss, aud: claims.aud })],
    ["of another algorithm", tokenOf(claims, { alg: "none" })],
    ["with another's signature", makeToken(secretSigner("b", "another"), "HS256", { alg: "HS256" }, claims)],
    ["cut off", tokenOf(claims).slice(0, -1)],
    ["without a signature", tokenOf(claims).replace(/\.[^.]*$/, ".")],
    ["of four parts", `${tokenOf(claims)}.x`],
  ])("refuses a token %s", async (_, token) => {
    expect(await statusOf(token)).toBe(401);
  });

  it("is no more once it was told to stop", async () => {
    const other = await startAuthzService(options);
    await other.stop();
    expect(() => process.kill(other.pid, 0)).toThrow("ESRCH");
  });

  it("is not had when it does not let pass what it is warmed up with", async () => {
    await expect(startAuthzService({ ...options, audience: "bank" })).rejects.toMatchObject({
      code: "ERR_INTERNAL",
      message: expect.stringContaining("401 Unauthorized") as string,
    });
  });
});
