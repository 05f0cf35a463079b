import { jwksOf, makeToken, secretSigner } from "../../../scenarios/filters/auth/tokens.js";
import { type Soak, SOAK_START } from "./soak.js";

const ISSUER = "https://issuer.test";
const SIGNER = secretSigner("secret", "a secret of thirty-two bytes: 01");
const IMPOSTOR = secretSigner("secret", "another secret of thirty-two bytes");

/** Enough to fill the cache of verified tokens again and again; made once, as they would take longer than the filter does. */
const TOKENS = Array.from({ length: 4096 }, (_, index) =>
  makeToken(
    index % 5 === 0 ? IMPOSTOR : SIGNER,
    "HS256",
    { alg: "HS256", typ: "JWT", kid: SIGNER.kid },
    { iss: ISSUER, sub: `user ${index}`, exp: SOAK_START / 1000 + (index % 7 === 0 ? -3600 : 1e8) },
  ),
);

export const auth: Soak = {
  filter: "auth",
  config: {
    providers: [
      {
        type: "jwt",
        name: "issuer",
        issuers: [ISSUER],
        jwks: jwksOf(SIGNER),
        claim_headers: [{ claim: "sub", header: "x-user" }],
      },
    ],
  },
  keysMax: 0,
  pagesMax: 32,
  request: (index) => ({
    headers: {
      ":path": `/${index}`,
      authorization: index % 100 === 1 ? `Bearer ${"x".repeat(60_000)}` : `Bearer ${TOKENS[index % TOKENS.length]}`,
      "x-user": "forged",
    },
    properties: {},
  }),
};
