import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";
import { jwksOf, makeToken, secretSigner } from "./tokens.js";

const signer = secretSigner("", "a shared secret of more than thirty-two bytes");

const config = {
  providers: [
    {
      ...{ type: "jwt", name: "issuer", jwks: jwksOf(signer) },
      claim_states: [
        { claim: "sub", filter_state: "user" },
        { claim: "realm.roles", filter_state: "auth.roles" },
      ],
    },
    {
      ...{ type: "jwt", name: "other", jwks: jwksOf(signer) },
      claim_states: [{ claim: "name", filter_state: "user" }],
    },
  ],
  rules: [{ prefix: "/open", access: "anonymous" }, { prefix: "/other", providers: ["other"] }, {}],
};

describe.each(engines)("the claims that auth leaves in the filter state on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      plugins: [{ filter: "filters/auth", config }, { filter: "test/fixtures/filters/state-reader" }],
      upstream: ({ headers }) => Response.json(["x-user", "x-roles", "x-ada"].map((name) => headers.get(name))),
    });
  });

  afterAll(() => gateway.close());

  const seen = async (path: string, claims: object | null): Promise<unknown> => {
    const token = claims === null ? null : makeToken(signer, "HS256", { alg: "HS256" }, claims);
    const response = await gateway.fetch(path, token === null ? {} : { headers: { authorization: `Bearer ${token}` } });
    return response.json();
  };

  it("are texts for the filters behind it, whether a token is new or remembered", async () => {
    const claims = { sub: "ada", realm: { roles: ["a", 7, true] } };
    for (let time = 0; time < 3; ++time) expect(await seen("/", claims)).toEqual(["ada", "a,7,true", "yes"]);
    expect(await seen("/", { sub: "eve", realm: { roles: "a,b" } })).toEqual(["eve", "a,b", "no"]);
  });

  it("are those of this request's token, and not there for others", async () => {
    expect(await seen("/", { sub: "ada" })).toEqual(["ada", "(none)", "yes"]);
    expect(await seen("/", {})).toEqual(["(none)", "(none)", "no"]);
    expect(await seen("/open", null)).toEqual(["(none)", "(none)", "no"]);
    expect(await seen("/other", { sub: "eve", name: "ada" })).toEqual(["ada", "(none)", "yes"]);
  });

  it("have no control characters, no objects, and no comma that would make two of one", async () => {
    expect(await seen("/", { sub: "ada\nclaims", realm: { roles: ["a", { b: 1 }] } })).toEqual([
      "(none)",
      "(none)",
      "no",
    ]);
    expect(await seen("/", { sub: "ada\u0000", realm: { roles: ["a,b"] } })).toEqual(["(none)", "(none)", "no"]);
    expect(await seen("/", { sub: "a;b=c", realm: { roles: [] } })).toEqual(["a;b=c", "", "no"]);
  });

  it.each([
    [{ claim: "sub" }, "$.providers[0].claim_states[0].filter_state"],
    [{ claim: "sub", filter_state: "a b" }, "$.providers[0].claim_states[0].filter_state"],
    [{ claim: "", filter_state: "a" }, "$.providers[0].claim_states[0].claim"],
  ])("are refused at load as %j: %s", async (state, path) => {
    const bad = { providers: [{ ...config.providers[0], claim_states: [state] }] };
    const error = await serve({ engine, filter: "filters/auth", config: bad }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(path) as string,
    });
  });
});
