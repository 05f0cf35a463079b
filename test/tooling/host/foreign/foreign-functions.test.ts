import { constants, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../tooling/testing/engines.js";
import { percent, resultsOf, runScripts } from "../on-engines.js";
import { on } from "../probe.js";

type Value = Uint8Array | string | number;

/** A protobuf message of these fields. */
function message(fields: Readonly<Record<number, Value>>): Buffer {
  const varint = (value: number): number[] =>
    value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
  return Buffer.concat(
    Object.entries(fields).flatMap(([field, value]) => {
      if (typeof value === "number") return [Buffer.from([Number(field) << 3, ...varint(value)])];
      const bytes = Buffer.from(value as string);
      return [Buffer.from([(Number(field) << 3) | 2, ...varint(bytes.length)]), bytes];
    }),
  );
}

const foreign = (name: string, argument: Uint8Array | string = ""): string => `foreign ${name} ${percent(argument)}`;
const state = (key: string, value: string): string[] => [
  foreign("set_envoy_filter_state", message({ 1: key, 2: value })),
  `property filter_state|${key}`,
];
const declare = (name: string, isReadOnly: number, type: number): string =>
  foreign("declare_property", message({ 1: name, 2: isReadOnly, 3: type }));
const token = (number: number): Buffer => Buffer.from([number, 0, 0, 0]);

const TEXT = "to be signed";
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateKeyPairSync("ed25519");
const spki = (key: KeyObject): Buffer => key.export({ type: "spki", format: "der" });
const pkcs8 = (key: KeyObject): Buffer => key.export({ type: "pkcs8", format: "der" });
const pem = (key: KeyObject): string =>
  key.export({ type: key.type === "public" ? "spki" : "pkcs8", format: "pem" }).toString();
const signature = (key: KeyObject, hash: string | null): Buffer => sign(hash, Buffer.from(TEXT), key);
const rsaSignature = signature(rsa.privateKey, "sha256");

const VERIFY: readonly Buffer[] = [
  Buffer.from([0x0a, 0xff]),
  message({}),
  message({ 1: "sha256", 3: rsaSignature, 4: TEXT }),
  message({ 1: "sha256", 2: spki(rsa.publicKey), 3: rsaSignature, 4: TEXT, 5: pem(rsa.publicKey) }),
  message({ 1: "md4", 2: spki(rsa.publicKey), 3: rsaSignature, 4: TEXT }),
  message({ 2: spki(rsa.publicKey), 3: rsaSignature, 4: TEXT }),
  message({ 1: "SHA256", 2: spki(rsa.publicKey), 3: rsaSignature, 4: TEXT }),
  message({ 1: "sha1", 2: spki(rsa.publicKey), 3: signature(rsa.privateKey, "sha1"), 4: TEXT }),
  message({ 1: "sha512", 5: pem(rsa.publicKey), 3: signature(rsa.privateKey, "sha512"), 4: TEXT }),
  message({ 1: "sha256", 2: "no key", 3: rsaSignature, 4: TEXT }),
  message({ 1: "sha256", 5: "no key", 3: rsaSignature, 4: TEXT }),
  message({ 1: "sha256", 5: pem(rsa.privateKey), 3: rsaSignature, 4: TEXT }),
  message({ 1: "sha256", 2: rsa.publicKey.export({ type: "pkcs1", format: "der" }), 3: rsaSignature, 4: TEXT }),
  message({ 1: "sha256", 2: Buffer.concat([spki(rsa.publicKey), Buffer.from("x")]), 3: rsaSignature, 4: TEXT }),
  message({ 1: "sha256", 2: spki(rsa.publicKey), 3: rsaSignature, 4: "another text" }),
  message({ 1: "sha256", 2: spki(ec.publicKey), 3: "short", 4: TEXT }),
  message({ 1: "sha256", 2: spki(ec.publicKey), 3: signature(ec.privateKey, "sha256"), 4: TEXT }),
  message({ 1: "sha256", 2: spki(ed.publicKey), 3: signature(ed.privateKey, null), 4: TEXT }),
];

/** A signature of two numbers in DER, as they stand. */
const twoNumbers = (...numbers: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(numbers.map((number) => Buffer.concat([Buffer.from([2, number.length]), number])));
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
};
const halves = sign("sha256", Buffer.from(TEXT), { key: ec.privateKey, dsaEncoding: "ieee-p1363" });
const [r, s] = [halves.subarray(0, 32), halves.subarray(32)];
const number = (bytes: Buffer): Buffer => ((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
const ORDER = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");
const negated = Buffer.from(
  (BigInt(`0x${ORDER.toString("hex")}`) - BigInt(`0x${s.toString("hex")}`)).toString(16).padStart(64, "0"),
  "hex",
);
const ecKey = spki(ec.publicKey);
const offCurve = Buffer.concat([ecKey.subarray(0, -1), Buffer.from([(ecKey.at(-1) ?? 0) ^ 1])]);
const compressed = Buffer.concat([
  Buffer.from("3039301306072a8648ce3d020106082a8648ce3d030107032200", "hex"),
  Buffer.from([2 + ((ecKey.at(-1) ?? 0) & 1)]),
  ecKey.subarray(27, 59),
]);
const curve = (namedCurve: string): ReturnType<typeof generateKeyPairSync> => generateKeyPairSync("ec", { namedCurve });
const modulus = (modulusLength: number): ReturnType<typeof generateKeyPairSync> =>
  generateKeyPairSync("rsa", { modulusLength });
const ofKey = ({ publicKey, privateKey }: ReturnType<typeof generateKeyPairSync>, hash: string): Buffer =>
  message({ 1: hash, 2: spki(publicKey), 3: signature(privateKey, hash), 4: TEXT });
const ofEc = (der: Buffer, key = ecKey): Buffer => message({ 1: "sha256", 2: key, 3: der, 4: TEXT });

/** Keys and signatures that libraries do not agree on. */
const VERIFY_EDGES: Readonly<Record<string, Buffer>> = {
  "a good one": ofEc(twoNumbers(number(r), number(s))),
  "s the other way": ofEc(twoNumbers(number(r), number(negated))),
  "a zero too many": ofEc(twoNumbers(Buffer.concat([Buffer.alloc(2), r]), number(s))),
  "a negative number": ofEc(twoNumbers(Buffer.concat([Buffer.from([0xff]), r.subarray(1)]), number(s))),
  "r of zero": ofEc(twoNumbers(Buffer.alloc(1), number(s))),
  "s of zero": ofEc(twoNumbers(number(r), Buffer.alloc(1))),
  "both zero": ofEc(twoNumbers(Buffer.alloc(1), Buffer.alloc(1))),
  "r of the order": ofEc(twoNumbers(number(ORDER), number(s))),
  "s of the order": ofEc(twoNumbers(number(r), number(ORDER))),
  "no numbers": ofEc(twoNumbers()),
  "three numbers": ofEc(twoNumbers(number(r), number(s), number(s))),
  "bytes behind it": ofEc(Buffer.concat([twoNumbers(number(r), number(s)), Buffer.alloc(1)])),
  "a long length": ofEc(Buffer.concat([Buffer.from([0x30, 0x81]), twoNumbers(number(r), number(s)).subarray(1)])),
  halves: ofEc(halves),
  nothing: ofEc(Buffer.alloc(0)),
  "a point off the curve": ofEc(twoNumbers(number(r), number(s)), offCurve),
  "a compressed point": ofEc(twoNumbers(number(r), number(s)), compressed),
  "P-224": ofKey(curve("secp224r1"), "sha256"),
  "P-384": ofKey(curve("P-384"), "sha384"),
  "P-521": ofKey(curve("P-521"), "sha512"),
  secp256k1: ofKey(curve("secp256k1"), "sha256"),
  brainpoolP256r1: ofKey(curve("brainpoolP256r1"), "sha256"),
  "RSA of 512 bits": ofKey(modulus(512), "sha256"),
  "RSA of 1024 bits": ofKey(modulus(1024), "sha256"),
  "RSA of 2056 bits": ofKey(modulus(2056), "sha512"),
  "RSA with an exponent of 3": ofKey(generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 3 }), "sha256"),
  "PSS under an RSA key": message({
    1: "sha256",
    2: spki(rsa.publicKey),
    3: sign("sha256", Buffer.from(TEXT), { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }),
    4: TEXT,
  }),
  "an RSA-PSS key": ofKey(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }), "sha256"),
  "another hash": message({ 1: "sha384", 2: spki(rsa.publicKey), 3: rsaSignature, 4: TEXT }),
  "a zero before the signature": message({
    1: "sha256",
    2: spki(rsa.publicKey),
    3: Buffer.concat([Buffer.alloc(1), rsaSignature]),
    4: TEXT,
  }),
  "half a signature": message({ 1: "sha256", 2: spki(rsa.publicKey), 3: rsaSignature.subarray(128), 4: TEXT }),
  X25519: message({ 1: "sha256", 2: spki(generateKeyPairSync("x25519").publicKey), 3: rsaSignature, 4: TEXT }),
  "PEM with text around it": message({
    1: "sha256",
    5: `# a key\n${pem(rsa.publicKey)}# end\n`,
    3: rsaSignature,
    4: TEXT,
  }),
  "PEM twice": message({ 1: "sha256", 5: pem(rsa.publicKey) + pem(ec.publicKey), 3: rsaSignature, 4: TEXT }),
  "PEM in one line": message({ 1: "sha256", 5: pem(rsa.publicKey).replaceAll("\n", ""), 3: rsaSignature, 4: TEXT }),
  "PEM of PKCS #1": message({
    ...{ 1: "sha256", 3: rsaSignature, 4: TEXT },
    5: rsa.publicKey.export({ type: "pkcs1", format: "pem" }).toString(),
  }),
};

const SIGN: readonly Buffer[] = [
  Buffer.from([0x0a, 0xff]),
  message({ 1: "sha256", 3: TEXT }),
  message({ 1: "sha256", 2: pkcs8(rsa.privateKey), 3: TEXT, 4: pem(rsa.privateKey) }),
  message({ 1: "md5", 2: pkcs8(rsa.privateKey), 3: TEXT }),
  message({ 1: "sha256", 2: pkcs8(rsa.privateKey), 3: TEXT }),
  message({ 1: "SHA384", 4: pem(rsa.privateKey), 3: TEXT }),
  message({ 1: "sha256", 2: pkcs8(rsa.privateKey) }),
  message({ 1: "sha256", 2: rsa.privateKey.export({ type: "pkcs1", format: "der" }), 3: TEXT }),
  message({ 1: "sha256", 4: rsa.privateKey.export({ type: "pkcs1", format: "pem" }), 3: TEXT }),
  message({ 1: "sha256", 2: "no key", 3: TEXT }),
  message({ 1: "sha256", 4: pem(rsa.publicKey), 3: TEXT }),
  message({ 1: "sha256", 2: pkcs8(ed.privateKey), 3: TEXT }),
];

// A map has one entry at most: Envoy draws the order of more by lot.
// prettier-ignore
const EXPRESSIONS = [
  "1 + 1", "request.path", "request.path == '/x?q=1'", "request.headers['x-a']", "request.headers['nope']", "request.nope",
  "nope", "1 / 0", "'a'", "b'a'", "1.5", "2u", "true", "null", "[1, 2]", "['a']", "[['a'], ['b']]", "{'a': 'b'}",
  "{'a': 1}", "{2: true}", "size({'a': 1, 2: true})", "{'a': 1, 2: true}[2]", "{}", "[]", "timestamp('2020-01-01T00:00:00Z')", "duration('1.5s')", "type(1)", "int",
  "request.path.startsWith('/')", "request.path.matches('^/x[?]')", "request.path.matches('(')", "size(request.path)",
  "has(request.path)", "has(request.nope)", "[1, 2, 3].exists(x, x > 2)", "[1, 2].map(x, x * 2)", "[1, 2].all(x, x > 0)",
  "[1, 2, 3].filter(x, x > 1)", "[1].exists_one(x, x == 1)", "1 == 1.0", "1 < 2u", "1 == 'a'", "1 + 1.0", "5.0 % 3.0",
  "9223372036854775807 + 1", "-9223372036854775808", "18446744073709551615u + 1u", "'a' in ['a']", "1 in {1: 2}",
  "'x-a' in request.headers", "int('12')", "int('x')", "uint(-1)", "string(1.0)", "string(b'\\xff')", "bytes('é')",
  "'é'.size()", "'\\u00e9'", "r'\\d'", "b'\\xff'", "request.time > timestamp(0)", "response.code", "metadata",
  "metadata.filter_metadata", "xds.node.id", "xds.cluster_name", "xds.node.metadata", "filter_state",
  "filter_state['wasm.a']", "a", "string(a)", "a == 'xyz'", "request", "size(request.headers)", "request.duration",
  "request.headers.exists(k, k == 'x-a')", "connection.mtls", "connection.id >= 0u", "upstream.address",     "true ? 1 : 2", "false && nope", "true || nope", "nope || true", "'a' + 'b'",
  "[1] + [2]", "dyn(1) == 1.0", "google.protobuf.Duration{seconds: 1}", "google.protobuf.Int64Value{value: 1}", "0x1F",
  "1e3", "!true", "-(1)", "'b' > 'a'", "timestamp('x')", "timestamp(0) + duration('1h')", "string(timestamp(0))",
  "string(duration('90s'))", "type(1) == int", "{'a': 1}.a", "{'a': 1}['b']", "[1][1]", "a.b", "'a'.matches('a+b*')",
];

const HUNDRED = `[${Array<string>(100).fill("1").join()}]`;
/** A comprehension for each number, inside the one before it: so many rounds in all. */
const nested = (...sizes: readonly number[]): string =>
  sizes.reduceRight((inner, size) => `${HUNDRED.slice(0, 2 * size)}].all(x, ${inner})`, "true");

/** Rounds of comprehensions up to what an evaluation may take, one more, and far more. */
const ROUNDS = [nested(100, 98), `${nested(100, 99)} || true`, `${HUNDRED}.map(x, ${HUNDRED}.map(y, ${HUNDRED}))`];
const ENDLESS = nested(100, 100, 100, 100, 100);

/** Expressions that are none, or call what is not there. */
// prettier-ignore
const BROKEN = [
  "foo(1)", "'a'.lowerAscii()", "'a,b'.split(',')", "optional.of(1)", "1.5.isNaN()", "math.greatest(1, 2)",
  "'%s'.format([1])", "?1", "1 +", "", " ", "'unterminated",
];

const SCRIPTS: Readonly<Record<string, string>> = {
  verify_signature: on(
    "request_headers",
    VERIFY.map((argument) => foreign("verify_signature", argument)),
  ),
  "verify_signature where libraries differ": on(
    "request_headers",
    Object.values(VERIFY_EDGES).map((argument) => foreign("verify_signature", argument)),
  ),
  sign: on(
    "request_headers",
    SIGN.map((argument) => foreign("sign", argument)),
  ),
  expressions: on("request_headers", [
    "set_property a xyz",
    ...EXPRESSIONS.flatMap((text, index) => [foreign("expr_create", text), foreign("expr_evaluate", token(index))]),
  ]),
  "expressions that go round": on(
    "request_headers",
    [...ROUNDS, ENDLESS, nested(1)].flatMap((text, index) => [
      foreign("expr_create", text),
      foreign("expr_evaluate", token(index)),
    ]),
  ),
  "what is no expression": on(
    "request_headers",
    BROKEN.map((text) => foreign("expr_create", text)),
  ),
  "the life of an expression": [
    on("configure", [foreign("expr_create", "1 + 1"), foreign("expr_create", "request.path")]),
    on("request_headers", [
      ...[foreign("expr_create", "2"), ...[0, 1, 2, 3].map((number) => foreign("expr_evaluate", token(number)))],
      ...[foreign("expr_evaluate"), foreign("expr_evaluate", "abc"), foreign("expr_evaluate", "abcde")],
      ...[foreign("expr_delete", token(0)), foreign("expr_delete", token(0)), foreign("expr_delete")],
      ...[foreign("expr_evaluate", token(0)), foreign("expr_create", "1 +"), foreign("expr_create", "3")],
    ]),
    on("response_headers", [foreign("expr_evaluate", token(1)), foreign("expr_evaluate", token(2))]),
    on("log", [foreign("expr_evaluate", token(1))]),
  ].join("\n"),
  "an expression beside the effective context": [
    on("configure", [foreign("expr_create", "request.method")]),
    on("request_headers", ["call upstream :method=GET,:path=/,:authority=a _ 1000", "return 1"]),
    on("http_call_response", [
      "effective last",
      foreign("expr_evaluate", token(0)),
      "property request|method",
      "continue 0",
    ]),
  ].join("\n"),
  compression: on("request_headers", [
    ...[
      foreign("compress"),
      foreign("compress", "abc"),
      foreign("compress", "a".repeat(90)),
      foreign("uncompress", "nope"),
    ],
    ...[
      foreign("uncompress", deflateSync("abc")),
      foreign("uncompress", Buffer.concat([deflateSync("abc"), token(1)])),
    ],
    ...[foreign("nope", "x"), foreign("", "x"), foreign("clear_route_cache"), foreign("clear_route_cache", "x")],
  ]),
  "filter state": `${on("request_headers", [
    ...[foreign("set_envoy_filter_state"), foreign("set_envoy_filter_state", Buffer.from([0x0a, 0xff]))],
    ...["nope", "wasm.x"].flatMap((key) => state(key, "v")),
    // prettier-ignore
    ...["string", "hashable_string", "network.upstream_server_name", "network.upstream_subject_alt_names",
      "network.application_protocols", "network.network_namespace", "tcp_proxy.cluster", "upstream.dynamic_host",
      "bool", "network.ip", "tcp_proxy.disable_tunneling", "tcp_proxy.per_connection_idle_timeout_ms",
      "upstream.dynamic_port", "ratelimit.hits_addend", "filters.listener.original_dst.local_ip",
      "filters.listener.original_dst.remote_ip", "network.transport_socket.original_dst_address",
    ].flatMap((key) => ["1", "true", "1.2.3.4", "1.2.3.4:80", "a,b", ""].flatMap((value) => state(`envoy.${key}`, value))),
    ...["property filter_state", "property filter_state|envoy.network.ip|ip", "property envoy.string"],
  ])}\n${on("log", ["property filter_state|envoy.string"])}`,
  "declared properties": `${on("configure", [
    ...[
      foreign("declare_property"),
      foreign("declare_property"),
      foreign("declare_property", Buffer.from([0x0a, 0xff])),
    ],
    ...[declare("s", 0, 1), declare("s", 0, 1), declare("ro", 1, 1), declare("pb", 0, 3), declare("fb", 0, 2)],
    ...[declare("t9", 0, 9), declare("request", 0, 1), "set_property s x"],
  ])}\n${on("request_headers", [
    ...[declare("local", 1, 1), "set_property local a", "set_property local b", "property local"],
    ...["set_property s one", "set_property s two", "property s", "property filter_state|wasm.s", "property s|x"],
    ...[
      "set_property ro a",
      "set_property ro b",
      "property ro",
      "set_property pb %0a%00",
      "property pb",
      "property pb|x",
    ],
    ...["set_property fb xx", "property fb", "set_property t9 a", "property t9", "set_property s %ff", "property s"],
    ...["set_property request z", "property request", "property filter_state|wasm.request", "set_property _ none"],
    ...["property filter_state|wasm.", "set_property e _", "property e", foreign("expr_create", "s == 'x' || true")],
  ])}\n${on("log", ["property s", "set_property ro c", "set_property s three", "property s"])}`,
};

let server: Server;

beforeAll(async () => {
  server = createServer((_, response) => response.end("ok"));
  await once(server.listen(0, "127.0.0.1"), "listening");
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const REQUEST = "GET /x?q=1 HTTP/1.1\r\nHost: h.test\r\nX-A: v\r\nConnection: close\r\n\r\n";
const run = (engine: "envoy" | "node", scripts: Readonly<Record<string, string>>) =>
  runScripts(engine, {
    scripts,
    upstream: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    request: REQUEST,
  });

/** A signature is another one each time, or of other keys: it is compared by its being there. */
const steady = (lines: readonly string[] | undefined): string[] =>
  (lines ?? []).map((line) => line.replace(/^(.*: foreign sign ).* = 0 '%08%01%12.*$/s, "$1signed"));

/** Filter state is of the stream: scripts that write it do not share a chain. */
const OWN_STREAM = ["filter state", "declared properties"];

describe.skipIf(!engines.includes("envoy"))("foreign functions, held against Envoy", () => {
  const seen: Record<"envoy" | "node", Record<string, string[]>> = { envoy: {}, node: {} };

  beforeAll(async () => {
    const shared = Object.entries(SCRIPTS).filter(([name]) => !OWN_STREAM.includes(name));
    for (const engine of ["node", "envoy"] as const) {
      Object.assign(seen[engine], await run(engine, Object.fromEntries(shared)));
      for (const name of OWN_STREAM) Object.assign(seen[engine], await run(engine, { [name]: SCRIPTS[name] ?? "" }));
    }
  });

  it.each(Object.keys(SCRIPTS))("answer the same: %s", (name) => {
    const envoy = steady(seen.envoy[name]);
    expect(envoy.some((line) => line.includes(": foreign "))).toBe(true);
    expect(steady(seen.node[name])).toEqual(envoy);
  });
});

describe.each(engines)("foreign functions on %s", (engine) => {
  it("sign what the key's other half verifies", async () => {
    const lines = await run(engine, {
      sign: on("request_headers", [foreign("sign", message({ 1: "sha256", 2: pkcs8(rsa.privateKey), 3: TEXT }))]),
    });
    const [result = ""] = resultsOf(lines.sign ?? [], "request_headers");
    const bytes = Buffer.from(
      result.slice(3, -1).replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
      "latin1",
    );
    // 1: true, 2: 256 bytes.
    expect([...bytes.subarray(0, 5)]).toEqual([0x08, 1, 0x12, 0x80, 0x02]);
    expect(verify("sha256", Buffer.from(TEXT), rsa.publicKey, bytes.subarray(5))).toBe(true);
  });

  it("evaluate an expression over the attributes of the stream", async () => {
    const expression = "request.method == 'GET' && request.headers['x-a'] == 'v' && !has(request.headers.nope)";
    const lines = await run(engine, {
      expr: on("request_headers", [foreign("expr_create", expression), foreign("expr_evaluate", token(0))]),
    });
    expect(resultsOf(lines.expr ?? [], "request_headers")).toEqual(["0 '%00%00%00%00'", "0 '%01'"]);
  });
});
