import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { GatewayFetchInit, TestGateway } from "sluice/testing";

const ORDER = {
  type: "object",
  additionalProperties: false,
  required: ["id", "items"],
  properties: {
    id: { type: "string", pattern: "^[a-z0-9-]{1,36}$" },
    note: { type: "string", maxLength: 5 },
    "a b": { type: "null" },
    items: {
      type: "array",
      minItems: 1,
      maxItems: 3,
      items: {
        type: "object",
        required: ["price"],
        properties: { price: { type: "number", minimum: 0, exclusiveMaximum: 1000 }, of: { $ref: "#/$defs/kind" } },
      },
    },
    parent: { $ref: "#" },
  },
  $defs: { kind: { enum: ["book", "film", 7, null] } },
};

describe.each(engines)("body-guard on %s", (engine) => {
  const start = (...rules: object[]): Promise<TestGateway> =>
    serve({
      ...{ engine, filter: "filters/body-guard", config: { rules } },
      upstream: async (request) => new Response(`got ${await request.text()}`),
    });

  const json = (body: unknown, type = "application/json"): GatewayFetchInit => ({
    ...{ method: "POST", headers: { "content-type": type } },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

  interface Problem {
    readonly detail: string;
    readonly path?: string;
  }

  it("lets a valid body pass as it is", async () => {
    await using gateway = await start({ name: "orders", schema: JSON.stringify(ORDER) });
    const body =
      ' {"items": [{"price": 1e1, "of": null}], "id": "\\u0061-1", "parent": {"id": "b", "items": [{"price": 0}]}} ';
    const response = await gateway.fetch("/orders", json(body));
    expect([response.status, await response.text()]).toEqual([200, `got ${body}`]);
  });

  it.each<[document: unknown, path: string, what: string]>([
    [7, "$", "has a type"],
    [{ id: "a" }, "$.items", "is required"],
    [{ id: "A SECRET", items: [{ price: 1 }] }, "$.id", "does not match the pattern"],
    [{ id: "a", items: [] }, "$.items", "has too few items"],
    [{ id: "a", items: Array(4).fill({ price: 1 }) }, "$.items", "has too many items"],
    [{ id: "a", items: [{ price: 1 }, { price: -1 }] }, "$.items[1].price", "is too small"],
    [{ id: "a", items: [{ price: 1000 }] }, "$.items[0].price", "is too large"],
    [{ id: "a", items: [{ price: 1, of: "BOOK" }] }, "$.items[0].of", "is none of the values"],
    [{ id: "a", items: [{ price: 1 }], note: "😀😀😀😀😀😀" }, "$.note", "is too long"],
    [{ id: "a", items: [{ price: 1 }], other: "SECRET" }, "$.other", "is not allowed"],
    [{ id: "a", items: [{ price: 1 }], "a b": "SECRET" }, '$["a b"]', "has a type"],
    [{ id: "a", items: [{ price: 1 }], parent: { id: "a", items: 1 } }, "$.parent.items", "has a type"],
  ])("refuses %j and says where", async (document, path, what) => {
    await using gateway = await start({ name: "orders", schema: JSON.stringify(ORDER) });
    const response = await gateway.fetch("/orders", json(document));
    expect([response.status, response.headers.get("content-type")]).toEqual([422, "application/problem+json"]);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({
      ...{ type: "about:blank", title: "Unprocessable Content", status: 422, path },
      detail: expect.stringMatching(new RegExp(`^\\${path.replaceAll(/[[\].]/g, "\\$&")} ${what}`)) as string,
    });
    expect(text).not.toContain("SECRET");
  });

  it("takes a note of five characters, however many units they have", async () => {
    await using gateway = await start({ name: "orders", schema: JSON.stringify(ORDER) });
    const response = await gateway.fetch("/", json({ id: "a", items: [{ price: 1 }], note: "😀😀😀😀😀" }));
    expect(response.status).toBe(200);
  });

  it.each<[what: string, body: string | Uint8Array<ArrayBuffer>, words: string]>([
    ["cut off", '{"a":[1,', "$.a"],
    ["with a member twice", '{"a":1,"\\u0061":2}', "duplicate member name"],
    ["of two values", "{} {}", "unexpected character"],
    ["with a byte order mark", "\ufeff{}", "unexpected character"],
    ["not UTF-8", Uint8Array.from([0x22, 0xff, 0x22]), "at byte"],
    ["with half a surrogate pair", '"\\ud800"', "at byte"],
    ["deeper than is read", "[".repeat(65), "nesting deeper"],
    ["with a number beyond the doubles", "1e999", "at byte"],
  ])("refuses JSON %s with 400", async (_, body, words) => {
    await using gateway = await start({ name: "r" });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body };
    const response = await gateway.fetch("/", init);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).detail).toContain(words);
  });

  it.each<[limits: object, document: unknown, path: string, words: string]>([
    [{ max_depth: 2 }, { a: { b: [] } }, "$.a.b", "nested too deeply"],
    [{ max_depth: 0 }, [], "$", "nested too deeply"],
    [{ max_members: 1 }, [{ a: 1, b: 2 }], "$[0]", "too many members"],
    [{ max_items: 2 }, { a: [1, 2, 3] }, "$.a", "too many items"],
    [{ max_string_length: 2 }, { a: ["ab", "ééé"] }, "$.a[1]", "too long"],
    [{ max_string_length: 2 }, { a: { "😀😀😀": 1 } }, "$.a", "name is too long"],
  ])("refuses what goes beyond %j", async (limits, document, path, words) => {
    await using gateway = await start({ name: "r", ...limits });
    const response = await gateway.fetch("/", json(document));
    const problem = (await response.json()) as Problem;
    expect([response.status, problem.path]).toEqual([422, path]);
    expect(problem.detail).toContain(words);
    expect((await gateway.fetch("/", json(1))).status).toBe(200);
  });

  it.each<[type: string, types: string[] | null, status: number]>([
    ["application/json", null, 200],
    ["Application/JSON; charset=UTF-8", null, 200],
    ['application/json;charset="utf-8"', null, 200],
    ["application/json; charset=utf-16", null, 415],
    ["application/json; charset=utf-7; charset=utf-8", null, 415],
    ["application/json; charset=utf-8; charset=utf-7", null, 415],
    ["text/json", null, 415],
    ["application/jsonx", null, 415],
    ["", null, 415],
    ["application/problem+json", ["application/*"], 200],
    ["text/plain", ["application/json", "text/*"], 200],
    ["image/png", [], 200],
  ])("takes a body of %s, where %j may be, with %i", async (type, types, status) => {
    await using gateway = await start({ name: "r", ...(types === null ? {} : { content_types: types }) });
    expect((await gateway.fetch("/", json({}, type))).status).toBe(status);
  });

  it("takes no second content type", async () => {
    await using gateway = await start({ name: "r", schema: '{"type":"object"}' });
    const headers: [string, string][] = [
      ["content-type", "application/json"],
      ["content-type", "text/plain"],
    ];
    for (const lines of [headers, headers.toReversed()]) {
      expect((await gateway.fetch("/", { method: "POST", headers: lines, body: "[]" })).status).toBe(415);
    }
  });

  it("stands the deepest document under the deepest schema", async () => {
    let chain: object = { additionalProperties: { $ref: "#" } };
    for (let i = 0; i < 29; ++i) chain = { allOf: [chain] };
    await using gateway = await start({ name: "r", schema: JSON.stringify({ ...chain, not: { type: "string" } }) });
    const nest = (leaf: string): string => `${'{"x":'.repeat(64)}${leaf}${"}".repeat(64)}`;
    expect((await gateway.fetch("/", json(nest("1")))).status).toBe(200);
    expect((await gateway.fetch("/", json(nest('"a"')))).status).toBe(422);
    expect((await gateway.fetch("/", json(nest("2")))).status).toBe(200);
  });

  it("checks JSON of any name, and leaves other bodies alone", async () => {
    await using gateway = await start({ name: "r", content_types: [], schema: '{"type":"object"}' });
    expect((await gateway.fetch("/", json([], "application/vnd.api+json"))).status).toBe(422);
    expect((await gateway.fetch("/", json([], "text/plain"))).status).toBe(200);
  });

  it("refuses a body that is encoded or too large, said or not", async () => {
    await using gateway = await start({ name: "r", max_body_bytes: 100 });
    const packed = { method: "POST", headers: { "content-type": "application/json", "content-encoding": "gzip" } };
    const encoded = await gateway.fetch("/", { ...packed, body: new Uint8Array(gzipSync("{}")) });
    expect([encoded.status, encoded.headers.get("accept-encoding")]).toEqual([415, "identity"]);
    expect((await gateway.fetch("/", json(`"${"a".repeat(99)}"`))).status).toBe(413);
    expect((await gateway.fetch("/", json(`"${"a".repeat(98)}"`))).status).toBe(200);
    const chunked = await gateway.connect();
    const head = "POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    chunked.write(`${head}96\r\n"${"a".repeat(148)}"\r\n0\r\n\r\n`);
    const answer = await new Promise<string>((resolve) => {
      chunked.once("data", (data) => resolve(String(data)));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("asks for a body only where it is required", async () => {
    await using gateway = await start(
      { name: "a", paths: ["/a"], methods: ["POST"], required: true },
      { name: "b", paths: ["/b"] },
    );
    const statuses: number[] = [];
    for (const [path, method] of [
      ["/a", "POST"],
      ["/a", "GET"],
      ["/b", "POST"],
    ] as const) {
      statuses.push((await gateway.fetch(path, { method })).status);
    }
    expect(statuses).toEqual([400, 200, 200]);
    const trailersAlone = {
      method: "POST",
      headers: { "content-type": "application/json" },
      trailers: { "x-end": "1" },
    };
    expect((await gateway.fetch("/a", trailersAlone)).status).toBe(400);
    expect((await gateway.fetch("/b", trailersAlone)).status).toBe(200);
  });

  it("goes by the first rule for the method and path, and by no spelling around it", async () => {
    await using gateway = await start(
      { name: "strict", paths: ["/v1/orders"], methods: ["POST", "PUT"], schema: '{"type":"object"}' },
      { name: "lax", paths: ["/v1"], schema: '{"type":["object","array"]}' },
    );
    const paths = ["/v1/orders", "/v1/orders/7?x", "/v1/%6frders", "/v1/x/../orders", "/v1/ordersx", "/v1", "/v2"];
    const statuses: number[] = [];
    for (const path of paths) statuses.push((await gateway.fetch(path, json([]))).status);
    expect(statuses).toEqual([422, 422, 422, 422, 200, 200, 200]);
    for (const path of ["/v1//orders", "/v1/orders;x", "/v1%2forders", "/v2/..%5cv1/orders"]) {
      expect((await gateway.fetch(path, json([]))).status).toBe(400);
    }
  });

  it("refuses nothing in shadow, and counts by rule and reason", async () => {
    await using gateway = await start(
      { name: "s", paths: ["/s"], schema: '{"type":"object"}', shadow: true, max_body_bytes: 50 },
      { name: "e" },
    );
    expect(await (await gateway.fetch("/s", json([]))).text()).toBe("got []");
    expect((await gateway.fetch("/s", json(`"${"a".repeat(60)}"`))).status).toBe(200);
    expect((await gateway.fetch("/", json("{"))).status).toBe(400);
    await expect
      .poll(async () => (await gateway.metrics()).map(({ labels, value }) => [labels, value]))
      .toEqual(
        expect.arrayContaining([
          [{ rule: "s", reason: "content", mode: "shadow" }, 1],
          [{ rule: "s", reason: "size", mode: "shadow" }, 1],
          [{ rule: "e", reason: "json", mode: "enforced" }, 1],
        ]),
      );
  });

  it.each<[schema: unknown, words: string]>([
    ["{", "$.rules[0].schema: $: is not JSON"],
    [7, "$: must be a schema"],
    [{ $schema: "http://json-schema.org/draft-07/schema#" }, "$.$schema: only 2020-12"],
    [{ properties: { a: { uniqueItems: true } } }, "$.properties.a.uniqueItems: is a keyword that is not known"],
    [{ properties: { a: { format: "email" } } }, "$.properties.a.format: is a keyword"],
    [{ allOf: [{}, { if: {} }] }, "$.allOf[1].if: is a keyword"],
    [{ items: [{}] }, "$.items: must be a schema"],
    [{ type: "text" }, "$.type: names no type"],
    [{ type: [] }, "$.type: must be an array that is not empty"],
    [{ enum: [] }, "$.enum: must be"],
    [{ minLength: -1 }, "$.minLength: must be an integer"],
    [{ maxItems: 1.5 }, "$.maxItems: must be an integer"],
    [{ minimum: "1" }, "$.minimum: must be a number"],
    [{ pattern: "(?=a)" }, "$.pattern: "],
    [{ pattern: 1 }, "$.pattern: must be a string"],
    [{ required: "a" }, "$.required: must be"],
    [{ required: [1] }, "$.required[0]: must be a string"],
    [{ properties: [] }, "$.properties: must be an object"],
    [{ $ref: "#/$defs/x" }, "$.$ref: must be #"],
    [{ $ref: "https://other.test/schema" }, "$.$ref: must be #"],
    [{ $ref: "#" }, "$: one value would go through"],
    [{ $defs: { a: { not: { $ref: "#/$defs/a" } } }, items: { $ref: "#/$defs/a" } }, "$: one value would go through"],
    [{ properties: { a: { $defs: {} } } }, "only known at the root"],
    [{ const: 1, enum: [1] }, "const and enum"],
    [{ enum: [1], anyOf: Array(1000).fill({}) }, "more than 1000 schemas"],
    [{ $defs: [] }, "must be an object"],
  ])("refuses the schema %j at load and says where", async (schema, words) => {
    const text = typeof schema === "string" ? schema : JSON.stringify(schema);
    await expect(start({ name: "r", schema: text })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(words) as string,
    });
  });

  it("refuses a path that is not plain, and a rule without a name", async () => {
    await expect(start({ name: "r", paths: ["/a/../b"] })).rejects.toThrow("$.rules[0].paths[0]: must be a path");
    await expect(start({ paths: ["/a"] })).rejects.toThrow("$.rules[0].name");
  });
});
