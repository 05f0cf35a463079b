import {
  type Algorithm,
  ALGORITHMS,
  base64url,
  ecSigner,
  edSigner,
  makeToken,
  rsaSigner,
  secretSigner,
} from "./tokens.js";
import type { Signer } from "./tokens.js";

export const ISSUER = "https://issuer.test";
export const AUDIENCE = "shop";

const rsa = rsaSigner("rsa");
const secret = secretSigner("oct", "a secret of sixty-four bytes, which is what HS512 asks for: 0123456");
const ed = edSigner("ed");
const SIGNERS: Readonly<Record<Algorithm, Signer>> = {
  ...{ HS256: secret, HS384: secret, HS512: secret, RS256: rsa, RS384: rsa, RS512: rsa },
  ...{
    PS256: rsa,
    PS384: rsa,
    PS512: rsa,
    ES256: ecSigner("p256", "P-256"),
    ES384: ecSigner("p384", "P-384"),
    EdDSA: ed,
  },
};
const bound = { ...rsaSigner("bound"), kid: "bound" };

/** What both gateways trust. */
export const TRUSTED: readonly Signer[] = [
  ...new Set(Object.values(SIGNERS)),
  { ...bound, jwk: { ...bound.jwk, alg: "RS384" } },
];

/** One token, and where it differs on purpose: why we refuse what Envoy takes. */
export interface VerdictCase {
  readonly name: string;
  readonly token: string;
  readonly stricter?: string;
}

/** All tokens, at one moment. */
export function verdictCases(now: number): VerdictCase[] {
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: "ada", exp: now + 3600 };
  return [
    ...ALGORITHMS.flatMap((algorithm) => ofAlgorithm(algorithm, claims, now)),
    ...confusions(claims),
    ...structures(claims),
  ];
}

type Claims = Readonly<Record<string, unknown>>;

function ofAlgorithm(algorithm: Algorithm, claims: Claims, now: number): VerdictCase[] {
  const signer = SIGNERS[algorithm];
  const head = { alg: algorithm, kid: signer.kid };
  const make = (header: unknown, payload: unknown): string => makeToken(signer, algorithm, header, payload);
  const text = (changes: string): string => `{"iss":"${ISSUER}","aud":"${AUDIENCE}",${changes}}`;
  const payloads: Readonly<Record<string, unknown>> = {
    "as it should be": claims,
    "without exp": { ...claims, exp: undefined },
    "expired within the leeway": { ...claims, exp: now - 300 },
    "expired beyond the leeway": { ...claims, exp: now - 900 },
    "expired long ago": { ...claims, exp: 1 },
    "of exp with a fraction": { ...claims, exp: now + 100.5 },
    "of a negative exp": { ...claims, exp: -1 },
    "of exp as text": { ...claims, exp: String(now + 600) },
    "of exp null": { ...claims, exp: null },
    "of exp true": { ...claims, exp: true },
    "of exp beyond all numbers": text('"exp":1e400'),
    "of exp of 1e30": text('"exp":1e30'),
    "of nbf within the leeway": { ...claims, nbf: now + 300 },
    "of nbf beyond the leeway": { ...claims, nbf: now + 900 },
    "of nbf as text": { ...claims, nbf: "0" },
    "of a negative nbf": { ...claims, nbf: -1 },
    "of iat as text": { ...claims, iat: "0" },
    "of a negative iat": { ...claims, iat: -1 },
    "of iat in the future": { ...claims, iat: now + 1000 },
    "of another issuer": { ...claims, iss: "https://other.test" },
    "of the issuer with a slash": { ...claims, iss: `${ISSUER}/` },
    "of the issuer in capitals": { ...claims, iss: ISSUER.toUpperCase() },
    "of a list of issuers": { ...claims, iss: [ISSUER] },
    "without issuer": { ...claims, iss: undefined },
    "of an issuer null": { ...claims, iss: null },
    "for another audience": { ...claims, aud: "bank" },
    "for several audiences": { ...claims, aud: ["bank", AUDIENCE] },
    "for no audience": { ...claims, aud: undefined },
    "for an empty list of audiences": { ...claims, aud: [] },
    "for audiences that are no texts": { ...claims, aud: [AUDIENCE, 7] },
    "for an audience that is a number": { ...claims, aud: 7 },
    "for an audience that is an object": { ...claims, aud: { aud: AUDIENCE } },
    "of sub as number": { ...claims, sub: 7 },
    "of jti as list": { ...claims, jti: [] },
    "of nested claims": { ...claims, a: JSON.parse(`${"[".repeat(40)}1${"]".repeat(40)}`) as unknown },
    "of eight kilobytes": { ...claims, a: "x".repeat(8000) },
  };
  const headers: Readonly<Record<string, unknown>> = {
    "without kid": { alg: algorithm },
    "of an unknown kid": { alg: algorithm, kid: "nobody" },
    "of the kid of another key": { alg: algorithm, kid: signer.kid === "rsa" ? "p256" : "rsa" },
    "of a kid that is a number": { alg: algorithm, kid: 7 },
    "of a kid null": { alg: algorithm, kid: null },
    "of another typ": { ...head, typ: "at+jwt" },
    "of alg in lower case": { ...head, alg: algorithm.toLowerCase() },
    "of alg with a space": { ...head, alg: `${algorithm} ` },
  };
  const good = makeUntil(make, head, claims);
  const cut = good.lastIndexOf(".") + 1;
  const signature = Buffer.from(good.slice(cut), "base64url");
  const half = signature.length / 2;
  const flipped = (index: number): Buffer => Buffer.from(signature.map((byte, at) => (at === index ? byte ^ 1 : byte)));
  const signatures: Readonly<Record<string, string>> = {
    stripped: "",
    "of zeros": base64url(Buffer.alloc(signature.length)),
    "of ones": base64url(Buffer.alloc(signature.length, 0xff)),
    "of one byte": base64url(Buffer.alloc(1)),
    "cut in half": base64url(signature.subarray(0, half)),
    "short of a byte": base64url(signature.subarray(0, -1)),
    "with a byte more": base64url(Buffer.concat([signature, Buffer.alloc(1)])),
    "with a zero before it": base64url(Buffer.concat([Buffer.alloc(1), signature])),
    twice: base64url(Buffer.concat([signature, signature])),
    "with its first bit flipped": base64url(flipped(0)),
    "with its last bit flipped": base64url(flipped(signature.length - 1)),
    "with its halves swapped": base64url(Buffer.concat([signature.subarray(half), signature.subarray(0, half)])),
    "with its first half zero": base64url(Buffer.concat([Buffer.alloc(half), signature.subarray(half)])),
    "with its second half zero": base64url(Buffer.concat([signature.subarray(0, half), Buffer.alloc(half)])),
    padded: good.slice(cut) + "=".repeat((3 - (signature.length % 3)) % 3 || 4),
    "in base64": `${signature.toString("base64")}`,
    "with a space": `${good.slice(cut, -4)} ${good.slice(-4)}`,
    "that is no base64": "%%%%",
  };
  return [
    ...Object.entries(payloads).map(([name, payload]) => named(`${algorithm} ${name}`, make(head, payload))),
    ...Object.entries(headers).map(([name, header]) => named(`${algorithm} ${name}`, make(header, claims))),
    ...Object.entries(signatures).map(([name, other]) =>
      named(`${algorithm} with a signature ${name}`, good.slice(0, cut) + other),
    ),
    named(`${algorithm} with another payload`, good.replace(/\.[^.]+\./, `.${base64url({ ...claims, sub: "eve" })}.`)),
  ];
}

/** A token whose base64url is not base64 too: the claims vary until it is so. */
function makeUntil(make: (header: unknown, payload: unknown) => string, head: unknown, claims: Claims): string {
  for (let attempt = 0; ; ++attempt) {
    const token = make(head, { ...claims, attempt });
    if (/[-_]/.test(token.slice(token.lastIndexOf(".")))) return token;
  }
}

/** Every signature under every other algorithm's name, `none`, keys that the token brings itself, keys that are not trusted. */
function confusions(claims: Claims): VerdictCase[] {
  const pairs = ALGORITHMS.flatMap((made) =>
    ALGORITHMS.filter((said) => said !== made).map((said) => {
      const signer = SIGNERS[made];
      const token = makeToken(signer, made, { alg: said, kid: signer.kid }, claims);
      return named(`made with ${made}, called ${said}`, token);
    }),
  );
  const unsigned = ["none", "None", "NONE", "nOnE", "", "HS1", "RS1", "ES512", "ES256K", "dir", "A128KW"].flatMap(
    (alg) => {
      const text = `${base64url({ alg })}.${base64url(claims)}`;
      return [
        named(`unsigned, of alg '${alg}'`, `${text}.`),
        named(`of alg '${alg}' with some signature`, `${text}.AAAA`),
      ];
    },
  );
  const modulus = String(rsa.jwk["n"]);
  const publicSecrets: Readonly<Record<string, string | Buffer>> = {
    "the modulus": Buffer.from(modulus, "base64url"),
    "the modulus's text": modulus,
    "the JWK": JSON.stringify(rsa.jwk),
    nothing: "",
  };
  const stolen = Object.entries(publicSecrets).flatMap(([name, text]) =>
    ["HS256", "HS512"].flatMap((alg) => [
      named(`${alg} by ${name}`, makeToken(secretSigner("rsa", text), alg, { alg, kid: "rsa" }, claims)),
      named(`${alg} by ${name}, without kid`, makeToken(secretSigner("rsa", text), alg, { alg }, claims)),
    ]),
  );
  const stranger = rsaSigner("rsa");
  const strangers = [
    named("RS256 by a stranger", makeToken(stranger, "RS256", { alg: "RS256", kid: "rsa" }, claims)),
    named("RS256 by a stranger, without kid", makeToken(stranger, "RS256", { alg: "RS256" }, claims)),
    named("RS256 with its own jwk", makeToken(stranger, "RS256", { alg: "RS256", jwk: stranger.jwk }, claims)),
    named("RS256 with its own jku", makeToken(stranger, "RS256", { alg: "RS256", jku: "http://evil.test" }, claims)),
    named("ES256 by a stranger", makeToken(ecSigner("p256", "P-256"), "ES256", { alg: "ES256", kid: "p256" }, claims)),
    named("EdDSA by a stranger", makeToken(edSigner("ed"), "EdDSA", { alg: "EdDSA", kid: "ed" }, claims)),
  ];
  const ofBound = ["RS256", "RS384", "RS512", "PS384"].map((alg) =>
    named(`${alg} by a key for RS384`, makeToken(bound, alg, { alg, kid: "bound" }, claims)),
  );
  return [...pairs, ...unsigned, ...stolen, ...strangers, ...ofBound];
}

/** What the parts are made of, with a good signature over them. */
function structures(claims: Claims): VerdictCase[] {
  const head = { alg: "RS256", kid: "rsa" };
  const good = makeToken(rsa, "RS256", head, claims);
  const [first = "", second = "", third = ""] = good.split(".");
  const headers: Readonly<Record<string, string | object>> = {
    "an empty header": "",
    "a header that is a list": "[]",
    "a header that is a text": '"RS256"',
    "a header that is null": "null",
    "a header without alg": "{}",
    "a header with alg 7": { alg: 7 },
    "a header with alg as list": { alg: ["RS256"] },
    "a header with alg null": { alg: null },
    "a header cut off": '{"alg":"RS256"',
    "a header with more behind it": '{"alg":"RS256"}x',
    "a header with a byte order mark": '\ufeff{"alg":"RS256"}',
    "a header in single quotes": "{'alg':'RS256'}",
    "a header with a comma too many": '{"alg":"RS256",}',
    "a header with a comment": '{"alg":"RS256"/**/}',
    "a header with alg twice": '{"alg":"HS256","alg":"RS256"}',
    "a header with kid twice": '{"alg":"RS256","kid":"p256","kid":"rsa"}',
    "a header with crit": { ...head, crit: ["b64"], b64: true },
    "a header with an empty crit": { ...head, crit: [] },
    "a header with escapes in alg": '{"\\u0061lg":"RS25\\u0036"}',
    "a header with white space": ' {\n"alg" :\t"RS256" } ',
    "a deep header": `{"alg":"RS256","a":${"[".repeat(70)}${"]".repeat(70)}}`,
    "a very deep header": `{"alg":"RS256","a":${"[".repeat(1500)}${"]".repeat(1500)}}`,
  };
  const payloads: Readonly<Record<string, string | Buffer>> = {
    "an empty payload": "",
    "a payload that is a list": "[]",
    "a payload that is a text": '"x"',
    "a payload cut off": '{"iss":"https://issuer.test"',
    "a payload with exp twice": `{"iss":"${ISSUER}","aud":"${AUDIENCE}","exp":1,"exp":9999999999}`,
    "a payload with aud twice": `{"iss":"${ISSUER}","aud":"bank","aud":"${AUDIENCE}"}`,
    "a payload with a name twice": `{"iss":"${ISSUER}","aud":"${AUDIENCE}","x":1,"x":2}`,
    "a payload that is no UTF-8": Buffer.concat([
      Buffer.from(`{"iss":"${ISSUER}","aud":"${AUDIENCE}","x":"`),
      Buffer.from([0xff, 0x22, 0x7d]),
    ]),
    "a payload with a lone surrogate": `{"iss":"${ISSUER}","aud":"${AUDIENCE}","x":"\\ud800"}`,
    "a payload with NUL": `{"iss":"${ISSUER}","aud":"${AUDIENCE}","x":"\\u0000"}`,
    "a payload with more behind it": `{"iss":"${ISSUER}","aud":"${AUDIENCE}"}{}`,
    "a payload with a leading zero": `{"iss":"${ISSUER}","aud":"${AUDIENCE}","x":01}`,
    "a deep payload": `{"iss":"${ISSUER}","aud":"${AUDIENCE}","x":${"[".repeat(70)}${"]".repeat(70)}}`,
    "a very deep payload": `{"iss":"${ISSUER}","aud":"${AUDIENCE}","x":${"[".repeat(1500)}${"]".repeat(1500)}}`,
    "a payload that makes it too long": `{"iss":"${ISSUER}","aud":"${AUDIENCE}","x":"${"x".repeat(13_000)}"}`,
    "a payload that makes it far too long": `{"iss":"${ISSUER}","aud":"${AUDIENCE}","x":"${"x".repeat(30_000)}"}`,
  };
  const shapes: Readonly<Record<string, string>> = {
    "no token": "",
    "a dot": ".",
    "two dots": "..",
    "three dots": "...",
    "four parts": `${good}.x`,
    "five parts": `${good}.x.y`,
    "an empty fourth part": `${good}.`,
    "an empty first part": `.${good}`,
    "two parts": `${first}.${second}`,
    "one part": first,
    "no header": `.${second}.${third}`,
    "no payload": `${first}..${third}`,
    "a padded header": `${first}=.${second}.${third}`,
    "a padded payload": `${first}.${second}==.${third}`,
    "a tab in it": `${first}.\t${second}.${third}`,
    "a space before the dot": `${first} .${second}.${third}`,
    "a quote around it": `"${good}"`,
    "itself twice": `${good},${good}`,
    "bytes beyond ASCII": `${first}.${second}.\u00ff\u00fe`,
    "many dots": ".".repeat(3000),
  };
  return [
    ...Object.entries(headers).map(([name, header]) => named(name, makeToken(rsa, "RS256", header, claims))),
    ...Object.entries(payloads).map(([name, payload]) => named(name, makeToken(rsa, "RS256", head, payload))),
    ...Object.entries(shapes).map(([name, token]) => named(`the shape: ${name}`, token)),
  ];
}

/** Why we refuse what Envoy takes: by what stands in the names. */
const STRICTER: readonly (readonly [RegExp, string])[] = [
  [
    /^made with (HS256, called (?!HS)|ES256, called (?!ES)|EdDSA, called )/,
    "alg is exact: Envoy goes by the key and not by what the token calls it",
  ],
  [
    /^([HE]S384 with a signature with a space|(?![HE]S384).* with a signature (padded|with a space))/,
    "RFC 7515 §2: base64url without padding and white space",
  ],
  [/^ES\d+ with a signature with a byte more/, "RFC 7518 §3.4: a signature has exactly two coordinates"],
  [/^a header (in single quotes|with a comma too many)/, "RFC 8259: that is no JSON"],
  [/^a header with (an empty )?crit/, "RFC 7515 §4.1.11: extensions that are not understood refuse the token"],
  [/^a deep (header|payload)/, "JSON is read 64 deep"],
  [/^a payload that makes it (far )?too long/, "tokens have 16 KiB at most"],
  [/^the shape: an empty (first|fourth) part/, "RFC 7515 §3.1: a token has three parts"],
];

function named(name: string, token: string): VerdictCase {
  const reason = STRICTER.find(([pattern]) => pattern.test(name))?.[1];
  return reason === undefined ? { name, token } : { name, token, stricter: reason };
}
