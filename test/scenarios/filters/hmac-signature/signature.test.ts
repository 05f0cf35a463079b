import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { HeaderLine, TestGateway } from "sluice/testing";
import { sign, type Signing } from "./sign.js";

const SECRET = "a secret of more than thirty-two bytes, shared";
const OTHER = "another secret of more than thirty-two bytes";

/** RFC 9421 appendix B.1.5. */
const RFC_SECRET = "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";

const keys = [
  { keyid: "partner", secret: { env: "PARTNER_SECRET" } },
  { keyid: 'a "quoted" \\ one', secret: OTHER },
  { keyid: "test-shared-secret", secret: RFC_SECRET, encoding: "base64" },
];

const valueOf = (lines: readonly HeaderLine[], name: string): string =>
  String(lines.find(([line]) => line === name)?.[1] ?? "");

const now = (): number => Math.floor(Date.now() / 1000);

describe.each(engines)("hmac-signature on %s", (engine) => {
  const gateways: TestGateway[] = [];
  let gateway: TestGateway;
  let loose: TestGateway;

  beforeAll(async () => {
    const start = async (more: object): Promise<TestGateway> => {
      const started = await serve({
        ...{ engine, filter: "filters/hmac-signature", environment: { PARTNER_SECRET: SECRET } },
        config: { keys, keyid_header: "x-signer", unsigned_paths: ["/public"], ...more },
        upstream: (request) => Response.json([request.headers.get("x-signer")]),
      });
      gateways.push(started);
      return started;
    };
    gateway = await start({});
    loose = await start({
      required_components: [],
      max_age_seconds: 0,
      keys: [...keys, { keyid: "weak", secret: "a" }],
    });
  });

  afterAll(() => Promise.all(gateways.map((one) => one.close())));

  const PATH = "/orders/7?a=1&b";
  const components: Signing["components"] = [
    ["@method", "POST"],
    ["@authority", "shop.test"],
    ["@path", "/orders/7"],
    ["@query", "?a=1&b"],
  ];
  const fresh = (more = ""): string => `;created=${now()};keyid="partner"${more}`;
  const good = (more: Partial<Signing> = {}): Signing => ({ secret: SECRET, components, params: fresh(), ...more });

  interface Answer {
    readonly status: number;
    readonly text: string;
    readonly headers: Headers;
  }
  const send = async (
    signature: readonly HeaderLine[],
    { to = gateway, method = "POST", path = PATH, headers = [] as readonly HeaderLine[], host = "shop.test" } = {},
  ): Promise<Answer> => {
    const response = await to.fetch(path, { method, headers: [["host", host], ...headers, ...signature] });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const verdict = async (...args: Parameters<typeof send>): Promise<string> => {
    const { status, text } = await send(...args);
    return `${status} ${text}`;
  };

  it("takes the example of RFC 9421, appendix B.2.5", async () => {
    const signature: HeaderLine[] = [
      ["Signature-Input", 'sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"'],
      ["Signature", "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:"],
    ];
    const message = {
      ...{ to: loose, path: "/foo?param=Value&Pet=dog", host: "example.com" },
      headers: [
        ["Date", "Tue, 20 Apr 2021 02:07:55 GMT"],
        ["Content-Type", "application/json"],
      ] as HeaderLine[],
    };
    expect(await verdict(signature, message)).toBe('200 ["test-shared-secret"]');
    expect(await verdict(signature, { ...message, host: "example.org" })).toBe("401 bad signature");
    expect(await verdict(signature, { ...message, host: "EXAMPLE.com:80" })).toBe('200 ["test-shared-secret"]');
    const { headers } = message;
    expect(await verdict(signature, { ...message, headers: headers.slice(1) })).toBe("401 component missing");
    expect(await verdict(signature, { ...message, to: gateway })).toBe("401 component not covered");
  });

  it("lets a signed request pass, and tells the upstream who signed it", async () => {
    const spoofed: HeaderLine[] = [["x-signer", "root"]];
    expect(await verdict(sign(good()), { headers: spoofed })).toBe('200 ["partner"]');
    const quoted = { secret: OTHER, params: `;created=${now()};keyid="a \\"quoted\\" \\\\ one";alg="hmac-sha256"` };
    expect(await verdict(sign(good(quoted)))).toBe(`200 ${JSON.stringify(['a "quoted" \\ one'])}`);
    expect(await verdict([], { path: "/public/x", method: "GET", headers: spoofed })).toBe("200 [null]");
    expect((await send([], { path: "/public/..;/x", method: "GET" })).status).toBe(401);
    expect((await send([], { path: "/publicity", method: "GET" })).status).toBe(401);
  });

  it("refuses what differs from what was signed", async () => {
    const signature = sign(good());
    expect(await verdict(signature, { method: "PUT" })).toBe("401 bad signature");
    expect(await verdict(signature, { path: "/orders/8?a=1&b" })).toBe("401 bad signature");
    expect(await verdict(signature, { path: "/orders/7?a=2&b" })).toBe("401 bad signature");
    expect(await verdict(signature, { path: "/orders/7" })).toBe("401 bad signature");
    expect(await verdict(signature, { host: "other.test" })).toBe("401 bad signature");
    expect(await verdict(sign(good({ secret: OTHER })))).toBe("401 bad signature");
    expect(await verdict(sign(good({ params: `;created=${now()};keyid="nobody"` })))).toBe("401 unknown key");
    expect(await verdict(sign(good({ params: `;created=${now()}` })))).toBe("401 unknown key");
    const flipped = valueOf(signature, "signature").replace(
      /:(.)/,
      (_, first: string) => `:${first === "A" ? "B" : "A"}`,
    );
    for (const bad of [flipped, "sig1=::", "sig1=:AAAA:"]) {
      const lines = { "signature-input": valueOf(signature, "signature-input"), signature: bad };
      expect(await verdict(Object.entries(lines))).toBe("401 bad signature");
    }
  });

  it("asks for a signature after RFC 9421 §5, and names neither key nor secret", async () => {
    const { status, headers, text } = await send([]);
    expect([status, headers.get("www-authenticate"), headers.get("accept-signature"), text]).toEqual([
      ...[401, "Signature", 'sig1=("@method" "@authority" "@path" "@query");created;alg="hmac-sha256"'],
      "missing signature",
    ]);
    const problem = await send([], { headers: [["accept", "application/json"]] });
    expect(JSON.parse(problem.text)).toMatchObject({ detail: "missing signature", status: 401 });
  });

  it("goes by created and expires, with leeway", async () => {
    const at = (created: number, more = ""): Promise<string> =>
      verdict(sign(good({ params: `;created=${created};keyid="partner"${more}` })));
    expect(await at(now() - 310)).toBe('200 ["partner"]');
    expect(await at(now() - 340)).toBe("401 signature expired");
    expect(await at(now() + 20)).toBe('200 ["partner"]');
    expect(await at(now() + 60)).toBe("401 signature from the future");
    expect(await at(now(), `;expires=${now() - 20}`)).toBe('200 ["partner"]');
    expect(await at(now(), `;expires=${now() - 60}`)).toBe("401 signature expired");
    expect(await at(999_999_999_999_999)).toBe("401 signature from the future");
    expect(await verdict(sign(good({ params: ';keyid="partner"' })))).toBe("401 missing created");
    expect(await verdict(sign(good({ params: ';keyid="partner"' })), { to: loose })).toBe('200 ["partner"]');
  });

  it("asks for all that must be covered", async () => {
    for (let left = 0; left < components.length; ++left) {
      const some = components.filter((_, at) => at !== left);
      expect(await verdict(sign(good({ components: some })))).toBe("401 component not covered");
    }
    expect(await verdict(sign(good({ params: fresh(';alg="rsa-pss-sha512"') })))).toBe("401 unsupported algorithm");
  });

  it("knows all components of a request, and fields of several lines", async () => {
    const all: Signing["components"] = [
      ["@target-uri", `http://shop.test${PATH}`],
      ["@request-target", PATH],
      ["@scheme", "http"],
      ["x-list", "a, b c, , d"],
      ["x-empty", ""],
    ];
    const headers: HeaderLine[] = [
      ["X-List", "  a, b c "],
      ["x-list", ""],
      ["x-list", "d\t"],
      ["x-empty", ""],
    ];
    expect(await verdict(sign(good({ components: [...components, ...all] })), { headers })).toBe('200 ["partner"]');
    const swapped = [headers[2], headers[1], headers[0], headers[3]] as HeaderLine[];
    expect(await verdict(sign(good({ components: [...components, ...all] })), { headers: swapped })).toBe(
      "401 bad signature",
    );
    const plain: Signing["components"] = [
      ["@path", "/"],
      ["@query", "?"],
    ];
    expect(await verdict(sign(good({ components: plain })), { to: loose, path: "/" })).toBe('200 ["partner"]');
  });

  it.each([
    ["@status", "200"],
    ["@query-param", "1"],
    ["@unknown", ""],
    ["x-absent", ""],
    ["X-Upper", "1"],
    ["", ""],
  ])("can't have the component %j", async (name, value) => {
    const headers: HeaderLine[] = [["x-upper", "1"]];
    expect(await verdict(sign(good({ components: [...components, [name, value]] })), { headers })).toBe(
      "401 component missing",
    );
  });

  it("refuses a covered field that is not ASCII", async () => {
    const signature = sign(good({ components: [...components, ["x-name", "\u00e4"]] }));
    expect(await verdict(signature, { headers: [["x-name", "\u00e4"]] })).toBe("401 component missing");
  });

  it("takes the first of several signatures whose key it knows", async () => {
    const two = [
      ...sign(good({ label: "proxy", params: ';keyid="nobody"' })),
      ...sign(good({ label: "sig-2" })),
      ...sign(good({ label: "late", secret: OTHER })),
    ];
    expect(await verdict(two)).toBe('200 ["partner"]');
    const joined = (name: string): HeaderLine => [
      name,
      two.flatMap(([line, value]) => (line === name ? [value] : [])).join(" ,\t"),
    ];
    expect(await verdict([joined("signature-input"), joined("signature")])).toBe('200 ["partner"]');
  });

  const input = (text: string): HeaderLine[] => [
    ["signature-input", text],
    ["signature", "sig1=:AAAA:"],
  ];

  it.each([
    ...["", "sig1", "sig1=", "sig1=1", 'sig1="a"', "=()", "Sig1=()", "sig1=(", "sig1=()  x", 'sig1=("a"', "sig1=(a)"],
    ...[
      'sig1=("a""b")',
      'sig1=("a"  "b")',
      'sig1=( "a")',
      'sig1=("a" )',
      'sig1=("a" "a")',
      'sig1=("a);keyid="partner"',
    ],
    ...["sig1=();created", "sig1=();created=x", 'sig1=();created="1"', "sig1=();created=-1", "sig1=();created=01"],
    ...["sig1=();created=1.5", `sig1=();created=${"9".repeat(16)}`, "sig1=();created=1;created=1", "sig1=();keyid=x"],
    ...["sig1=(); keyid", "sig1=();=1", 'sig1=();keyid="\\a"', "sig1=(),", "sig1=(),sig1=()", "sig1=();tag=?1"],
    ...["sig1=();x=:a", `sig1=(${Array.from({ length: 65 }, (_, i) => `"c${i}"`).join(" ")})`, "a".repeat(20_000)],
    ...[Array.from({ length: 40 }, (_, i) => `s${i}=()`).join(",")],
  ])("answers 400 to the malformed Signature-Input %j", async (text) => {
    expect(await verdict(input(text))).toBe("400 malformed signature");
  });

  it.each([
    "",
    "sig1",
    "sig1=",
    "sig1=AAAA",
    "sig1=:AAAA",
    "sig1=:AA A:",
    "sig1=:AAA:",
    "sig1=:AAAA:,sig1=:AAAA:",
    "a=::",
  ])("answers 400 to the malformed Signature %j", async (text) => {
    const [line = ["", ""]] = sign(good());
    expect(await verdict([line, ["signature", text]])).toBe("400 malformed signature");
  });

  it("takes parameters that it does not know as signed, and components with parameters for none", async () => {
    const more = ';tag="a";n=-1.5;t=a/b;b=?0;s=:AAAA:;bare;x.y-z=*a';
    expect(await verdict(sign(good({ params: fresh(more) })))).toBe('200 ["partner"]');
    const lines = sign(good());
    const fields = {
      "signature-input": valueOf(lines, "signature-input").replace('"@path"', '"@path";req'),
      signature: valueOf(lines, "signature"),
    };
    expect(await verdict(Object.entries(fields))).toBe("401 unsupported component");
  });

  it("verifies two hundred at once, and counts", async () => {
    const each = Array.from({ length: 200 }, (_, at) => at);
    const answers = await Promise.all(each.map((at) => verdict(sign(good({ secret: at % 3 === 0 ? OTHER : SECRET })))));
    expect(answers).toEqual(each.map((at) => (at % 3 === 0 ? "401 bad signature" : '200 ["partner"]')));
    await expect
      .poll(async () => (await gateway.metrics()).map(({ labels }) => labels["reason"] ?? labels["keyid"]))
      .toEqual(expect.arrayContaining(["partner", "none", "bad_signature", "malformed_signature"]) as unknown);
  });

  it.each([
    [{}, "$.keys"],
    [{ keys: [] }, "$.keys"],
    [{ keys: [{ keyid: "a", secret: { env: "NOWHERE" } }] }, "$.keys[0].secret"],
    [{ keys: [{ keyid: "a", secret: "no base64", encoding: "base64" }] }, "$.keys[0].secret: is no base64"],
    [{ keys: [keys[1], keys[1]] }, "$.keys[1].keyid: is that of another key"],
    [{ keys, required_components: ["@status"] }, "$.required_components[0]: is no component of a request"],
    [{ keys, unsigned_paths: ["/a//b"] }, "$.unsigned_paths[0]: must be a path in its plain form"],
    [{ keys, max_nonces: 10, max_age_seconds: 0 }, "$.max_nonces: needs max_age_seconds"],
    [{ keys, keyid_header: "Content-Length" }, "$.keyid_header: must not be a header that frames or routes a message"],
    [{ keys, keyid_header: "host" }, "$.keyid_header: must not be a header that frames or routes a message"],
  ])("refuses configuration %# at load, says where, and not what", async (config, words) => {
    const options = { engine, filter: "filters/hmac-signature", config, environment: { PARTNER_SECRET: SECRET } };
    const error = await serve(options).then(
      () => null,
      (reason: unknown) => reason as { code: string; message: string },
    );
    expect(error).toMatchObject({ code: "ERR_CONFIGURATION_REFUSED" });
    expect(error?.message).toContain(words);
    for (const secret of [SECRET, OTHER, RFC_SECRET, 'no base64"']) expect(error?.message).not.toContain(secret);
  });

  it("warns of a secret that is shorter than the hash, and of no other", () => {
    const warned = ({ logs }: TestGateway): string[] =>
      logs.map(({ message }) => message).filter((message) => message.includes("RFC 2104"));
    expect(warned(gateway)).toEqual([]);
    expect(new Set(warned(loose).map((message) => message.split(":")[0]))).toEqual(new Set(["$.keys[3].secret"]));
  });

  it("logs no secret and no signature", () => {
    const text = JSON.stringify([gateway.logs, loose.logs]);
    for (const secret of [SECRET, OTHER, RFC_SECRET, "sig1=:"]) expect(text).not.toContain(secret);
  });
});
