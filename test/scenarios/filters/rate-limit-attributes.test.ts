import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";
import { nativeExtension, startNativeChain } from "./native-filter.js";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { renderWasmExtensions } from "../../../tooling/envoy/wasm-extension.js";
import { jwksOf, makeToken, secretSigner } from "./auth/tokens.js";

const signer = secretSigner("", "a shared secret of more than thirty-two bytes");
const HOUR = 3600;

// Built before any test has a time limit.
const { module } = await compileFilter({ filter: "filters/rate-limit" });
await compileFilter({ filter: "filters/auth" });

const oneOf = (name: string): object => ({
  rules: [{ name: "users", limit: 1, window_seconds: HOUR, key: [{ from: "attribute", name }] }],
  trusted_hops: 1,
});

const tokenOf = (sub: string): string => makeToken(signer, "HS256", { alg: "HS256" }, { sub, iss: "issuer" });
const bearer = (sub: string): Record<string, string> => ({ authorization: `Bearer ${tokenOf(sub)}` });

describe.each(engines)("rate-limit by attributes on %s", (engine) => {
  const behindAuth = (name: string): Promise<TestGateway> =>
    serve({
      engine,
      plugins: [
        {
          filter: "filters/auth",
          config: {
            providers: [
              {
                ...{ type: "jwt", name: "issuer", jwks: jwksOf(signer) },
                claim_states: [{ claim: "sub", filter_state: "user" }],
              },
            ],
            rules: [{ prefix: "/open", access: "anonymous" }, {}],
          },
        },
        { filter: "filters/rate-limit", config: oneOf(name) },
      ],
      upstream: () => new Response("served"),
    });
  const statuses = async (gateway: TestGateway, path: string, all: Record<string, string>[]): Promise<number[]> => {
    const seen: number[] = [];
    for (const headers of all) seen.push((await gateway.fetch(path, { headers })).status);
    return seen;
  };

  it.each(["filter_state.wasm.user", "wasm.user", "filter_state/wasm.user"])(
    "counts the users apart that auth has left as %s",
    async (name) => {
      await using gateway = await behindAuth(name);
      const users = ["ada", "bob", "ada", "cy", "bob"].map(bearer);
      expect(await statuses(gateway, "/", users)).toEqual([200, 200, 429, 200, 429]);
    },
  );

  it("counts those who have no such attribute by their address", async () => {
    await using gateway = await behindAuth("filter_state.wasm.user");
    const from = ["192.0.2.1", "192.0.2.2", "192.0.2.1"].map((address) => ({ "x-forwarded-for": address }));
    expect(await statuses(gateway, "/open", from)).toEqual([200, 200, 429]);
    expect(await statuses(gateway, "/", [bearer("ada")])).toEqual([200]);
  });

  it("reads the headers of a request by Envoy's name for them", async () => {
    await using gateway = await serve({
      ...{ engine, filter: "filters/rate-limit", config: oneOf("request.headers.x-tenant") },
      upstream: () => new Response("served"),
    });
    const tenants = ["a", "b", "a"].map((tenant) => ({ "x-tenant": tenant }));
    expect(await statuses(gateway, "/", tenants)).toEqual([200, 200, 429]);
  });
});

describe.skipIf(!engines.includes("envoy"))("rate-limit behind Envoy's jwt_authn", () => {
  it("counts apart by a claim in its metadata", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sluice-claims-"));
    await writeFile(join(folder, "module.wasm"), module);
    const name = "metadata/filter_metadata/envoy.filters.http.jwt_authn/payload/sub";
    const provider = {
      ...{ issuer: "issuer", local_jwks: { inline_string: jwksOf(signer) }, payload_in_metadata: "payload" },
    };
    const config = {
      providers: { p: provider },
      rules: [{ match: { prefix: "/" }, requires: { provider_name: "p" } }],
    };
    const plugin = { name: "limit", rootId: "rate-limit", configuration: JSON.stringify(oneOf(name)) };
    const envoy = await startNativeChain({
      filters: [
        nativeExtension({ name: "jwt_authn", type: "jwt_authn.v3.JwtAuthentication", config }),
        ...renderWasmExtensions([{ ...plugin, modulePath: join(folder, "module.wasm") }], "http"),
      ],
      route: { direct_response: { status: 200 } },
    });
    const seen: number[] = [];
    for (const user of ["ada", "bob", "ada"]) seen.push((await fetch(envoy.url, { headers: bearer(user) })).status);
    await envoy.close();
    await rm(folder, { recursive: true });
    expect(seen).toEqual([200, 200, 429]);
  });
});
