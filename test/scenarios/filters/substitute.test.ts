import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

interface Answer {
  readonly headers?: [string, string][];
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

describe.each(engines)("substitute on %s", (engine) => {
  async function start(substitutions: object[], answer: Answer = {}, more: object = {}): Promise<TestGateway> {
    return serve({
      ...{ engine, filter: "filters/substitute", config: { substitutions, ...more } },
      upstream: async (request) => {
        const echo = [request.path, [...request.headers], await request.text()];
        return { headers: answer.headers ?? [], body: answer.body ?? JSON.stringify(echo) };
      },
    });
  }

  type Echo = [path: string, headers: [string, string][], body: string];
  const valueOf = ([, headers]: Echo, name: string): string | undefined =>
    headers.find(([other]) => other === name)?.[1];

  it("replaces in every value of a request's header, and only where there is a match", async () => {
    await using gateway = await start([
      { in: "request_header", name: "X-Tel", pattern: "\\d", replacement: "#" },
      { in: "request_header", name: "x-none", pattern: "^$", replacement: "never" },
      { in: "request_header", name: "host", pattern: "^([a-z]+)\\.shop\\.test", replacement: "$1.inner.test" },
    ]);
    const headers: [string, string][] = [
      ["host", "eu.shop.test:81"],
      ["x-tel", "a1b22"],
      ["x-tel", "none"],
    ];
    const echo = (await (await gateway.fetch("/", { headers })).json()) as Echo;
    expect(valueOf(echo, "x-tel")).toBe("a#b##, none");
    expect(valueOf(echo, "x-none")).toBeUndefined();
    expect(valueOf(echo, "host")).toBe("eu.inner.test:81");
  });

  it("takes a part of one header into another", async () => {
    const certificate = "By=spiffe://a/b;Hash=12;URI=spiffe://shop/orders;Subject=x";
    await using gateway = await start([
      {
        ...{ in: "request_header", name: "x-client", pattern: "^.*URI=(?<uri>[^;]*).*$", replacement: "$<uri>" },
        to: "x-caller",
      },
      { in: "request_header", name: "x-client", pattern: "^(.*)$", replacement: "evil/$1", to: "host" },
    ]);
    const headers: [string, string][] = [["x-client", certificate]];
    const echo = (await (await gateway.fetch("/", { headers })).json()) as Echo;
    expect(valueOf(echo, "x-caller")).toBe("spiffe://shop/orders");
    expect(valueOf(echo, "x-client")).toBe(certificate);
    expect(valueOf(echo, "host")).not.toContain("evil");
  });

  it.each<[what: string, sent: [string, string][], caller: string | undefined]>([
    ["no certificate", [], undefined],
    ["one without a name in it", [["x-client", "By=a;Hash=1"]], undefined],
    ["one whose name is too long for a header", [["x-client", `URI=${"a".repeat(20_000)}`]], undefined],
    ["a name", [["x-client", "By=a;URI=me"]], "memememe"],
    ["a name that only the second one finds", [["x-client", "By=a;DNS=me.test"]], "me.test"],
    ["names that both find", [["x-client", "URI=me;DNS=me.test"]], "me.test"],
  ])("takes away what the client says in the place of the result: %s", async (_, sent, caller) => {
    const from = { in: "request_header", name: "x-client", to: "X-Caller" };
    await using gateway = await start([
      { ...from, pattern: "^.*URI=([^;]*).*$", replacement: "$1$1$1$1" },
      { ...from, pattern: "^.*DNS=([^;]*).*$", replacement: "$1" },
    ]);
    const spoofed: [string, string][] = ["admin", "root"].map((value) => ["x-caller", value]);
    const echo = (await (await gateway.fetch("/", { headers: [...spoofed, ...sent] })).json()) as Echo;
    expect(valueOf(echo, "x-caller")).toBe(caller);
  });

  it("leaves what the upstream says where nothing takes its place", async () => {
    const rule = { in: "response_header", name: "x-old-place", pattern: "^(.*)$", replacement: "$1", to: "location" };
    await using gateway = await start([rule], { headers: [["location", "/here"]] });
    expect((await gateway.fetch("/")).headers.get("location")).toBe("/here");
  });

  it.each([
    ["/v1/users/7?q=%zz", "/users/7/v1?q=%zz"],
    ["/x", "/x"],
    ["/v1/a/%2e%2e/b", "/b/v1"],
    ["/v1//a", "/v1//a"],
    ["/v1/..%2fa", "/v1/..%2fa"],
    ["/v1/a%40b@c|d", "/a%40b@c|d/v1"],
  ])("rewrites the path %s to %s", async (path, expected) => {
    await using gateway = await start([{ in: "path", pattern: "^/v1/(.*)$", replacement: "/$1/v1" }]);
    expect(((await (await gateway.fetch(path)).json()) as Echo)[0]).toBe(expected);
  });

  it("makes no path that servers read in different ways", async () => {
    await using gateway = await start([{ in: "path", pattern: "^/go/(.*)$", replacement: "//$1" }]);
    expect(((await (await gateway.fetch("/go/evil.test")).json()) as Echo)[0]).toBe("/go/evil.test");
  });

  const html: [string, string][] = [
    ["content-type", "text/html; charset=utf-8"],
    ["etag", '"1"'],
  ];
  const page = { in: "response_body", content_types: ["text/html"], text: "http://a.b", replacement: "https://$&" };

  it("replaces text and matches in a response, in order, and frames it anew", async () => {
    const more = { in: "response_body", content_types: ["text/*"], pattern: "(\\d+)€", replacement: "EUR $1" };
    await using gateway = await start([page, more], {
      headers: html,
      body: "<p>http://a.b/ http://axb/ 5€ ü \ufffd</p>",
    });
    const response = await gateway.fetch("/", { headers: [["accept-encoding", "gzip"]] });
    expect(await response.text()).toBe("<p>https://$&/ http://axb/ EUR 5 ü \ufffd</p>");
    expect(response.headers.get("content-length")).toBeNull();
    expect(response.headers.get("etag")).toBeNull();
  });

  it("asks the upstream for no compressed response", async () => {
    await using gateway = await start([page]);
    const echo = (await (await gateway.fetch("/", { headers: [["accept-encoding", "gzip"]] })).json()) as Echo;
    expect(valueOf(echo, "accept-encoding")).toBeUndefined();
  });

  it("replaces in a request's body, however it comes", async () => {
    const rule = { in: "request_body", content_types: ["application/json"], pattern: "\\d{4}", replacement: "****" };
    await using gateway = await start([rule]);
    const headers: [string, string][] = [["content-type", "Application/JSON"]];
    const body = '{"card":"1234567890"}';
    const echo = (await (await gateway.fetch("/", { method: "POST", headers, body })).json()) as Echo;
    expect(echo[2]).toBe('{"card":"********90"}');
    expect(valueOf(echo, "content-length")).not.toBe(String(body.length));
    const text = await gateway.fetch("/", { method: "POST", headers: [["content-type", "text/plain"]], body });
    expect(((await text.json()) as Echo)[2]).toBe(body);
  });

  it.each<[what: string, answer: Answer]>([
    ["another content type", { headers: [["content-type", "text/htmlx"]], body: "http://a.b" }],
    ["no content type", { body: "http://a.b" }],
  ])("lets a body of %s be, even where it refuses", async (_, answer) => {
    await using gateway = await start([page], answer, { otherwise: "refuse" });
    const response = await gateway.fetch("/");
    expect([response.status, await response.text()]).toEqual([200, "http://a.b"]);
  });

  /** Where the headers had to go on before the body was looked at, all that can be done is to break it off. */
  async function readOutcome(gateway: TestGateway): Promise<string> {
    try {
      const response = await gateway.fetch("/");
      return `${response.status} ${await response.text()}`;
    } catch {
      return "broken off";
    }
  }

  it.each<[what: string, answer: Answer]>([
    ["compressed", { headers: [...html, ["content-encoding", "gzip"]], body: new Uint8Array(gzipSync("http://a.b")) }],
    ["not UTF-8", { headers: html, body: Uint8Array.from([0x61, 0xff, 0x62]) }],
    ["not UTF-8, beside U+FFFD", { headers: html, body: Buffer.from("efbfbdf09f98", "hex") }],
    ["too large", { headers: html, body: "http://a.b".repeat(20) }],
    ["said to be too large", { headers: [...html, ["content-length", "200"]], body: "http://a.b".repeat(20) }],
    ["a part", { headers: [...html, ["content-range", "bytes 0-9/20"]], body: "http://a.b" }],
    ["too large once it is changed", { headers: html, body: "http://a.b".repeat(9) }],
  ])("passes a body that is %s as it is, or refuses it", async (what, answer) => {
    const rule = what.includes("changed") ? { ...page, replacement: "x".repeat(80) } : page;
    await using passing = await start([rule], answer, { max_body_bytes: 100 });
    const passed = Buffer.from(await (await passing.fetch("/")).arrayBuffer());
    expect(passed.equals(Buffer.from(answer.body ?? ""))).toBe(true);
    await using refusing = await start([rule], answer, { max_body_bytes: 100, otherwise: "refuse" });
    const outcome = await readOutcome(refusing);
    expect(outcome).toMatch(/^502 $|broken off/);
  });

  it.each([
    ["too large", "a".repeat(101), [], 413],
    ["compressed", "abc", [["content-encoding", "gzip"]], 415],
  ] as [string, string, [string, string][], number][])(
    "refuses a request's body that is %s",
    async (_, body, more, status) => {
      const rule = { in: "request_body", content_types: ["text/plain"], text: "a", replacement: "b" };
      await using gateway = await start([rule], {}, { max_body_bytes: 100, otherwise: "refuse" });
      const headers: [string, string][] = [["content-type", "text/plain"], ...more];
      expect((await gateway.fetch("/", { method: "POST", headers, body })).status).toBe(status);
    },
  );

  it("lets trailers pass that come in the place of a body", async () => {
    const rule = { in: "request_body", content_types: ["text/plain"], pattern: "^$", replacement: "b" };
    await using gateway = await start([rule], {}, { otherwise: "refuse" });
    const init = { method: "POST", headers: { "content-type": "text/plain" }, trailers: { "x-end": "1" } };
    expect((await gateway.fetch("/", init)).status).toBe(200);
  });

  it("keeps the length of a response to HEAD", async () => {
    await using gateway = await start([page], { headers: [...html, ["content-length", "7"]] });
    expect((await gateway.fetch("/", { method: "HEAD" })).headers.get("content-length")).toBe("7");
  });

  it("takes linear time for a pattern and a value made to take more", async () => {
    await using gateway = await start([
      { in: "request_header", name: "x-a", pattern: "(a*)*b", replacement: "" },
      { in: "request_header", name: "x-b", pattern: "a*b|a", replacement: "-" },
    ]);
    const headers: [string, string][] = [
      ["x-a", "a".repeat(20_000)],
      ["x-b", "a".repeat(20_000)],
    ];
    const echo = (await (await gateway.fetch("/", { headers })).json()) as Echo;
    expect(valueOf(echo, "x-a")).toHaveLength(20_000);
    // What could not be replaced does not get past unchanged.
    expect(valueOf(echo, "x-b")).toBeUndefined();
  });

  it("leaves lines byte for byte in which nothing matches", async () => {
    await using gateway = await start([{ in: "request_header", name: "x-a", pattern: "b", replacement: "c" }]);
    const headers: [string, string][] = [
      ["x-a", "caf\u00e9"],
      ["x-a", "b"],
    ];
    const echo = (await (await gateway.fetch("/", { headers })).json()) as Echo;
    expect(valueOf(echo, "x-a")).toBe("caf\u00e9, c");
  });

  const header = { in: "request_header", name: "x", pattern: "a", replacement: "b" };

  it.each([
    [{ ...header, name: "transfer-encoding" }, "name: must not be a header"],
    [{ ...header, to: "Content-Length" }, "to: must not be a header"],
    [{ ...header, to: ":path" }, "to: must match"],
    [{ ...header, pattern: "(" }, "pattern: "],
    [{ ...header, pattern: "(?=a)" }, "pattern: unsupported look-around"],
    [{ ...header, replacement: "a\r\nb" }, "replacement: must have no control character"],
    [{ in: "path", pattern: "a", replacement: "?a=$1" }, "replacement: must have no query"],
    [{ ...page, pattern: "a" }, "needs either text or pattern"],
    [{ ...page, text: "" }, "needs either text or pattern"],
    [{ ...page, content_types: ["html"] }, "content_types[0]: must match"],
    [{ ...page, in: "body" }, "in: must be one of"],
  ])("refuses %j", async (rule, message) => {
    await expect(start([rule])).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(message) as string,
    });
  });
});
