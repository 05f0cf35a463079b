import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { HeaderLine, TestGateway } from "sluice/testing";
import { contentDigest, sign } from "./sign.js";

const SECRET = "a secret of more than thirty-two bytes, shared";
const LIMIT = 2000;

const now = (): number => Math.floor(Date.now() / 1000);

const required_components = ["@method", "@path"];

/** A signature over the method, the path and what else is given. */
function signed(more: readonly (readonly [string, string])[], params = "", method = "POST"): HeaderLine[] {
  const components = [["@method", method] as const, ["@path", "/"] as const, ...more];
  return sign({ secret: SECRET, components, params: `;created=${now()};keyid="partner"${params}` });
}

describe.each(engines)("hmac-signature with bodies on %s", (engine) => {
  let gateway: TestGateway;
  let reached: string[] = [];

  beforeAll(async () => {
    gateway = await serve({
      ...{ engine, filter: "filters/hmac-signature" },
      config: { keys: [{ keyid: "partner", secret: SECRET }], required_components, max_body_bytes: LIMIT },
      upstream: async (request) => {
        const body = await request.text();
        reached.push(body);
        return new Response(`got ${body.length}`);
      },
    });
  });

  afterAll(() => gateway.close());

  type Body = string | AsyncIterable<string> | null;
  const send = async (digest: string | null, body: Body, more: object = {}): Promise<string> => {
    reached = [];
    const fields: HeaderLine[] = digest === null ? [] : [["content-digest", digest]];
    const signature = signed(fields.map(([name, value]) => [name, String(value)] as const));
    const headers: HeaderLine[] = [...fields, ...signature];
    const response = await gateway.fetch("/", { method: "POST", headers, body, ...more });
    return `${response.status} ${await response.text()}`;
  };
  async function* inParts(...parts: string[]): AsyncGenerator<string> {
    for (const part of parts) {
      yield part;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it("lets a body pass that is what its digest says, whole or in parts", async () => {
    for (const body of ["a", "x".repeat(LIMIT), "ä\u0000"]) {
      expect(await send(contentDigest(body), body)).toBe(`200 got ${body.length}`);
      expect(await send(contentDigest(body, "sha-512"), body)).toBe(`200 got ${body.length}`);
    }
    const both = `${contentDigest("abc")}, ${contentDigest("abc", "sha-512")}, md5=:AAAA:`;
    expect(await send(both, inParts("a", "b", "c"))).toBe("200 got 3");
    expect(await send(contentDigest("abc"), "abc", { trailers: { "x-end": "1" } })).toBe("200 got 3");
  });

  it("lets no body reach the upstream that is another", async () => {
    for (const body of ["a", "b".repeat(LIMIT), inParts("a", "b"), inParts()]) {
      expect(await send(contentDigest("abc"), body)).toBe("401 wrong digest");
    }
    const half = `${contentDigest("abc")}, ${contentDigest("abd", "sha-512")}`;
    expect(await send(half, "abc")).toBe("401 wrong digest");
    expect(await send(contentDigest("abc"), inParts(), { trailers: { "x-end": "1" } })).toBe("401 wrong digest");
    expect(await send(contentDigest("abc"), "abd", { trailers: { "x-end": "1" } })).toBe("401 wrong digest");
    expect(reached).toEqual([]);
  });

  it("asks for a digest that is covered where there is a body, and for none where there is not", async () => {
    expect(await send(null, "abc")).toBe("401 component not covered");
    const { headers } = await gateway.fetch("/", { method: "POST", body: "abc" });
    expect(headers.get("accept-signature")).toMatch(/^sig1=\(.*"content-digest"\);created;/);
    const get = async (headers: HeaderLine[]): Promise<number> => (await gateway.fetch("/", { headers })).status;
    expect(await get(signed([], "", "GET"))).toBe(200);
    const empty = contentDigest("");
    expect(await get([["content-digest", empty], ...signed([["content-digest", empty]], "", "GET")])).toBe(200);
    const lie = contentDigest("abc");
    expect(await get([["content-digest", lie], ...signed([["content-digest", lie]], "", "GET")])).toBe(401);
    const response = await gateway.fetch("/", {
      ...{ method: "POST", body: "abc" },
      headers: [["content-digest", contentDigest("abc")], ...signed([])],
    });
    expect(response.status).toBe(401);
  });

  it.each([
    "",
    "sha-256",
    "sha-256=abc",
    "sha-256=:a:",
    "md5=:AAAA:",
    "sha-256=:AAAA:,sha-256=:AAAA:",
    "SHA-256=:AAAA:",
  ])("answers 400 to the digest %j", async (digest) => {
    expect(await send(digest, "abc")).toBe("400 malformed digest");
  });

  it("answers 413 to a larger body", async () => {
    for (const body of ["x".repeat(LIMIT + 1), inParts("x".repeat(LIMIT), "y"), "x".repeat(300_000)]) {
      expect(await send(contentDigest("x".repeat(LIMIT + 1)), body)).toMatch(/^413/);
    }
    expect(reached).toEqual([]);
  });

  it("tells a hundred apart", async () => {
    const each = Array.from({ length: 100 }, (_, at) => at);
    const statuses = await Promise.all(
      each.map(async (at) => {
        const digest = contentDigest(at % 4 === 0 ? "other" : `body ${at}`);
        const headers: HeaderLine[] = [["content-digest", digest], ...signed([["content-digest", digest]])];
        return (await gateway.fetch("/", { method: "POST", headers, body: `body ${at}` })).status;
      }),
    );
    expect(statuses).toEqual(each.map((at) => (at % 4 === 0 ? 401 : 200)));
  });
});

describe.each(engines)("hmac-signature with nonces on %s", (engine) => {
  const start = (more: object): Promise<TestGateway> =>
    serve({
      ...{ engine, filter: "filters/hmac-signature", workers: 2 },
      config: { keys: [{ keyid: "partner", secret: SECRET }], required_components, ...more },
    });
  const verdict = async (gateway: TestGateway, headers: HeaderLine[]): Promise<string> => {
    const response = await gateway.fetch("/", { headers });
    return `${response.status} ${await response.text()}`;
  };

  it("lets each signature pass once, on whatever worker", async () => {
    await using gateway = await start({ max_nonces: 4096 });
    const first = signed([], ';nonce="a"', "GET");
    expect(await verdict(gateway, first)).toBe("200 ");
    const again = await Promise.all(Array.from({ length: 20 }, () => verdict(gateway, first)));
    expect(new Set(again)).toEqual(new Set(["401 nonce used before"]));
    expect(await verdict(gateway, signed([], "", "GET"))).toBe("401 missing nonce");
    const race = signed([], ';nonce="b"', "GET");
    const raced = await Promise.all(Array.from({ length: 20 }, () => verdict(gateway, race)));
    expect(raced.filter((text) => text === "200 ").length).toBe(1);
    const others = Array.from({ length: 500 }, (_, at) => signed([], `;nonce="n${at}"`, "GET"));
    expect(new Set(await Promise.all(others.map((headers) => verdict(gateway, headers))))).toEqual(new Set(["200 "]));
    const bad = signed([], ';nonce="c"', "GET").map(([name, value]): HeaderLine => [
      name,
      name === "signature" ? "sig1=:AAAA:" : value,
    ]);
    expect(await verdict(gateway, bad)).toBe("401 bad signature");
    expect(await verdict(gateway, signed([], ';nonce="c"', "GET"))).toBe("200 ");
  });

  const fresh = (gateway: TestGateway, nonce: number): Promise<string> =>
    verdict(gateway, signed([], `;nonce="${nonce}"`, "GET"));

  it("refuses with 503 what it can't remember", async () => {
    await using gateway = await start({ max_nonces: 3 });
    const answers: string[] = [];
    for (let nonce = 0; nonce < 5; ++nonce) answers.push(await fresh(gateway, nonce));
    expect(answers).toEqual(["200 ", "200 ", "200 ", "503 too many nonces", "503 too many nonces"]);
  });

  it("lets no signer take the room of another, be it one under the same name", async () => {
    const keys = (secret: string): object[] => ["a", "b"].map((keyid) => ({ keyid, secret: `${secret}${keyid}` }));
    const of = (secret: string, keyid: string, nonce: number): HeaderLine[] => {
      const params = `;created=${now()};nonce="${nonce}";keyid="${keyid}"`;
      return sign({ secret: `${secret}${keyid}`, components: [["@method", "GET"]], params });
    };
    const plugin = (name: string, others: string) => ({
      ...{ filter: "filters/hmac-signature", name },
      config: {
        keys: keys(name.repeat(32)),
        required_components: ["@method"],
        max_nonces: 3,
        unsigned_paths: [others],
      },
    });
    await using gateway = await serve({ engine, plugins: [plugin("x", "/y"), plugin("y", "/x")] });
    const send = async (path: string, keyid: string, nonce: number): Promise<number> => {
      return (await gateway.fetch(path, { headers: of(path.slice(1).repeat(32), keyid, nonce) })).status;
    };
    const statuses: number[] = [];
    for (const nonce of [0, 1, 2, 3]) statuses.push(await send("/x", "a", nonce));
    expect(statuses).toEqual([200, 200, 200, 503]);
    expect([await send("/x", "b", 0), await send("/y", "a", 0), await send("/y", "a", 0)]).toEqual([200, 200, 401]);
  });

  it.each([
    ["more nonces", { max_nonces: 8 }, { max_nonces: 1024 }, "nonce used before"],
    ["fewer nonces", { max_nonces: 65536 }, { max_nonces: 64 }, "nonce used before"],
    ["other numbers of them", { max_nonces: 1024 }, { max_nonces: 65536 }, "nonce used before"],
    ["an older age", { max_nonces: 8, max_age_seconds: 1 }, { max_nonces: 8 }, "signature expired"],
  ])("remembers under a configuration with %s", async (_, before, after, reason) => {
    const plugin = (name: string, others: string, more: object) => ({
      ...{ filter: "filters/hmac-signature", name },
      config: {
        ...{ keys: [{ keyid: "partner", secret: SECRET }], required_components: ["@method"], leeway_seconds: 0 },
        ...{ unsigned_paths: [others], ...more },
      },
    });
    // Two plugins of one VM's id stand for what one had and has.
    await using gateway = await serve({ engine, plugins: [plugin("a", "/b", before), plugin("b", "/a", after)] });
    const of = (nonce: string): HeaderLine[] =>
      sign({
        ...{ secret: SECRET, components: [["@method", "GET"]] },
        params: `;created=${now()};nonce="${nonce}";keyid="partner"`,
      });
    const ask = async (path: string, headers: HeaderLine[]): Promise<string> => {
      const response = await gateway.fetch(path, { headers });
      return `${response.status} ${await response.text()}`;
    };
    // With a second of age a loaded machine may come too late.
    let first: HeaderLine[] = [];
    await expect.poll(() => ask("/a", (first = of(String(Math.random())))), { timeout: 20_000 }).toBe("200 ");
    if (reason === "signature expired") {
      await expect.poll(() => ask("/a", first), { timeout: 20_000 }).toBe("401 signature expired");
      await expect.poll(() => ask("/a", of(String(Math.random()))), { timeout: 20_000 }).toBe("200 ");
    }
    expect(await ask("/b", first)).toBe(`401 ${reason}`);
    expect(await ask("/b", of("another"))).toBe("200 ");
  });

  it("forgets nonces whose signatures are too old", async () => {
    await using gateway = await start({ max_nonces: 1, max_age_seconds: 1, leeway_seconds: 0 });
    let nonce = 0;
    for (const time of ["first", "second", "third"]) {
      await expect.poll(() => fresh(gateway, ++nonce), { timeout: 20_000, interval: 100, message: time }).toBe("200 ");
    }
  });
});
