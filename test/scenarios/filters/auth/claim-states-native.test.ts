import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "sluice";
import { engines } from "sluice/testing";
import { renderWasmExtensions } from "../../../../tooling/envoy/wasm-extension.js";
import { gatewayFetch } from "../../../../tooling/testing/gateway-fetch.js";
import { type NativeEnvoy, nativeExtension, startNativeChain } from "../native-filter.js";
import { jwksOf, makeToken, secretSigner } from "./tokens.js";

const signer = secretSigner("", "a shared secret of more than thirty-two bytes");

const provider = {
  ...{ type: "jwt", name: "issuer", jwks: jwksOf(signer) },
  claim_states: [
    { claim: "sub", filter_state: "user" },
    { claim: "realm.roles", filter_state: "auth.roles" },
  ],
};

/** `filter_state[KEY]` in CEL, as Envoy takes it. */
const stateOf = (key: string): object => call("_[_]", { ident_expr: { name: "filter_state" } }, text(key));
const call = (name: string, ...args: readonly object[]): object => ({ call_expr: { function: name, args } });
const text = (value: string): object => ({ const_expr: { string_value: value } });

const pathIs = (path: string): object => ({ url_path: { path: { exact: path } } });
const principal = (key: string, match: object): object => ({ filter_state: { key, string_match: match } });

const rbac = nativeExtension({
  name: "rbac",
  type: "rbac.v3.RBAC",
  config: {
    rules: {
      action: "ALLOW",
      policies: {
        open: { permissions: [pathIs("/open")], principals: [{ any: true }] },
        user: { permissions: [pathIs("/user")], principals: [principal("wasm.user", { exact: "ada" })] },
        role: {
          permissions: [pathIs("/role")],
          principals: [principal("wasm.auth.roles", { safe_regex: { regex: "(.*,)?admin(,.*)?" } })],
        },
        condition: {
          permissions: [pathIs("/condition")],
          principals: [{ any: true }],
          condition: call("_==_", stateOf("wasm.user"), text("ada")),
        },
      },
    },
  },
});

describe.skipIf(!engines.includes("envoy"))("Envoy's own filters, behind auth", () => {
  let folder = "";
  let envoy: NativeEnvoy | null = null;
  const lines: string[] = [];
  const agent = new Agent({ keepAlive: true });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-claims-"));
    const modulePath = join(folder, "auth.wasm");
    await writeFile(modulePath, (await compileFilter({ filter: "filters/auth" })).module);
    const configuration = JSON.stringify({
      providers: [provider],
      rules: [{ prefix: "/open", access: "anonymous" }, {}],
    });
    const plugin = { name: "auth", rootId: "auth", modulePath, configuration };
    envoy = await startNativeChain({
      filters: [...renderWasmExtensions([plugin], "http"), rbac],
      route: { direct_response: { status: 200 } },
      accessLog: "claims %REQ(:PATH)% %FILTER_STATE(wasm.user:PLAIN)% %FILTER_STATE(wasm.auth.roles:PLAIN)%",
      onLine: (line) => lines.push(line),
    });
  });

  afterAll(async () => {
    agent.destroy();
    await envoy?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const statusOf = async (path: string, claims: object | null): Promise<number> => {
    const token = claims === null ? null : makeToken(signer, "HS256", { alg: "HS256" }, claims);
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await gatewayFetch(envoy?.url ?? "", path, { headers }, agent);
    await response.text();
    return response.status;
  };

  it("admit and refuse by a claim", async () => {
    expect(await statusOf("/user", { sub: "ada" })).toBe(200);
    expect(await statusOf("/user", { sub: "eve" })).toBe(403);
    expect(await statusOf("/user", {})).toBe(403);
    expect(await statusOf("/role", { realm: { roles: ["reader", "admin"] } })).toBe(200);
    expect(await statusOf("/role", { realm: { roles: ["administrator"] } })).toBe(403);
  });

  it("compare a claim with a text in CEL", async () => {
    expect(await statusOf("/condition", { sub: "ada" })).toBe(200);
    expect(await statusOf("/condition", { sub: "eve" })).toBe(403);
    expect(await statusOf("/condition", {})).toBe(403);
  });

  it("write claims to the access log, and none of another request of the connection", async () => {
    expect(await statusOf("/user", { sub: "ada", realm: { roles: ["a", 7] } })).toBe(200);
    expect(await statusOf("/open", null)).toBe(200);
    expect(await statusOf("/user", { sub: "eve\nclaims /user ada -", realm: { roles: {} } })).toBe(403);
    await envoy?.close();
    const logged = lines.filter((line) => line.startsWith("claims"));
    expect(logged.slice(-3)).toEqual(["claims /user ada a,7", "claims /open - -", "claims /user - -"]);
  });
});
