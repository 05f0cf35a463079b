import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { HeaderLine, TestGateway } from "sluice/testing";
import { jwksOf, makeToken, secretSigner } from "./tokens.js";

const SECRET = "a shared secret of more than thirty-two bytes";
const signer = secretSigner("", SECRET);
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const token = makeToken(signer, "HS256", { alg: "HS256" }, { sub: "ada" });
const bearer: HeaderLine = ["authorization", `Bearer ${token}`];
const basic: HeaderLine = ["authorization", `Basic ${Buffer.from("ada:lovelace").toString("base64")}`];
const key = "a-key-of-a-machine-0123456789";

const sources = [
  { in: "header", name: "authorization", scheme: "Bearer" },
  { in: "query", name: "access_token" },
  { in: "query", name: "token" },
  { in: "cookie", name: "session" },
];

const providersOf = (more: object): object[] => [
  {
    ...{ type: "jwt", name: "issuer", jwks: jwksOf(signer), sources },
    ...{ claim_headers: [{ claim: "sub", header: "x-user" }], ...more },
  },
  {
    ...{ type: "api_key", name: "machines", sources: [{ in: "header", name: "x-api-key" }] },
    ...{ keys: [{ name: "till", sha256: sha256(key) }], name_header: "x-machine", ...more },
  },
  {
    ...{ type: "basic", name: "people", name_header: "x-person", ...more },
    users: [{ name: "ada", password: `sha256$pepper$${sha256("pepperlovelace")}` }],
  },
];

const rules = [{ prefix: "/open", access: "anonymous" }, { prefix: "/optional", access: "optional" }, {}];

describe.each(engines)("credentials behind auth on %s", (engine) => {
  let hiding: TestGateway;
  let forwarding: TestGateway;
  let short: TestGateway;

  beforeAll(async () => {
    const start = (config: object): Promise<TestGateway> =>
      serve({
        ...{ engine, filter: "filters/auth", config },
        upstream: ({ path, headers }) =>
          Response.json([
            path,
            ...["authorization", "x-api-key", "cookie", "x-user", "x-machine", "x-person"].flatMap(
              (name) => headers.get(name) ?? [],
            ),
          ]),
      });
    [hiding, forwarding, short] = await Promise.all([
      start({ providers: providersOf({}), rules }),
      start({ providers: providersOf({ forward: true }), rules }),
      start({ jwt_secret: SECRET }),
    ]);
  });

  afterAll(() => Promise.all([hiding, forwarding, short].map((one) => one.close())));

  const seen = async (gateway: TestGateway, path: string, ...headers: HeaderLine[]): Promise<unknown> => {
    const response = await gateway.fetch(path, { headers });
    return response.status === 200 ? response.json() : [response.status, await response.text()];
  };

  it("stay at the gateway, in a header or the query, and all else as it was sent", async () => {
    expect(await seen(hiding, "/a?b=c", bearer)).toEqual(["/a?b=c", "ada"]);
    expect(await seen(hiding, "/a", ["x-api-key", key])).toEqual(["/a", "till"]);
    expect(await seen(hiding, "/a", basic)).toEqual(["/a", "ada"]);
    for (const [sent, left] of [
      [`?access_token=${token}`, ""],
      [`?access_token=${token}&a=%20+%zz`, "?a=%20+%zz"],
      [`?a=%20+%zz&&access_token=${token}`, "?a=%20+%zz&"],
      [`?a=1&%61ccess%5Ftoken=${token}&?access_token=x&b`, "?a=1&?access_token=x&b"],
      [`?access_token=${token}&a=1&token=${token}&b=2`, "?a=1&b=2"],
      [`?token=${token}&access_token=${token}`, ""],
    ]) {
      expect(await seen(hiding, `/a${sent}`)).toEqual([`/a${left}`, "ada"]);
    }
    expect(await seen(hiding, `/a?token=${token}`, bearer)).toEqual(["/a", "ada"]);
  });

  it("stay in a cookie, and where they are another's", async () => {
    const cookie: HeaderLine = ["cookie", `a=b; session=${token}`];
    expect(await seen(hiding, "/a", cookie)).toEqual(["/a", cookie[1], "ada"]);
    expect(await seen(hiding, `/a?token=${token}`, basic)).toEqual(["/a", basic[1], "ada"]);
    expect(await seen(hiding, "/open", bearer)).toEqual(["/open", bearer[1]]);
  });

  it("go on with forward, and in the short form", async () => {
    expect(await seen(forwarding, "/a", bearer)).toEqual(["/a", bearer[1], "ada"]);
    expect(await seen(forwarding, `/a?token=${token}`)).toEqual([`/a?token=${token}`, "ada"]);
    expect(await seen(forwarding, "/a", ["x-api-key", key])).toEqual(["/a", key, "till"]);
    expect(await seen(forwarding, "/a", basic)).toEqual(["/a", basic[1], "ada"]);
    expect(await seen(short, "/a", bearer)).toEqual(["/a", bearer[1]]);
  });

  it("may be missing where they are optional, but not bad", async () => {
    expect(await seen(hiding, "/optional", ["x-user", "root"])).toEqual(["/optional"]);
    expect(await seen(hiding, "/optional", bearer)).toEqual(["/optional", "ada"]);
    expect(await seen(hiding, "/optional", ["x-api-key", "wrong"])).toEqual([
      ...[401, '{"error":"unauthorized","reason":"wrong key"}'],
    ]);
    expect(await seen(hiding, "/optional", ["authorization", "Bearer junk"])).toEqual([
      ...[401, '{"error":"unauthorized","reason":"malformed token"}'],
    ]);
  });

  it("count by every place that has some, the first of which tells the name", async () => {
    const other = makeToken(signer, "HS256", { alg: "HS256" }, { sub: "eve" });
    expect(await seen(hiding, `/a?token=${other}`, bearer)).toEqual(["/a", "ada"]);
    expect(await seen(hiding, `/a?access_token=${other}&token=${token}`)).toEqual(["/a", "eve"]);
    expect(await seen(hiding, `/a?${"a&".repeat(1030)}token=${token}`)).toEqual([
      ...[400, '{"error":"bad request","reason":"more than one token"}'],
    ]);
  });
});
