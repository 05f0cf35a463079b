import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { HeaderLine } from "sluice/testing";
import { expect } from "vitest";
import { adminGet } from "../../../../tooling/envoy/admin.js";
import { signToken } from "../../../../tooling/demo/token.js";
import type { GatewayFetchInit } from "../../../../tooling/testing/gateway-fetch.js";
import { sign } from "../../../scenarios/filters/hmac-signature/sign.js";
import type { Reached } from "./services.js";
import type { Mesh } from "./start-mesh.js";

const FILTERS = fileURLToPath(new URL("../../../../filters/", import.meta.url));

/** All ready filters there are. */
export async function filterNames(): Promise<string[]> {
  const entries = await readdir(FILTERS, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** The configuration of a filter that `istio/examples` shows, as a file's path. */
export function exampleConfig(filter: string): string {
  return fileURLToPath(new URL(`../../../../istio/examples/${filter}.json`, import.meta.url));
}

/** What each filter visibly does at a gateway, with that configuration. */
export const EFFECTS: Readonly<Record<string, (mesh: Mesh) => Promise<void>>> = {
  auth: async (mesh) => {
    const { jwt_secret } = await readExample<{ jwt_secret: string }>("auth");
    const token = (secret: string): GatewayFetchInit => ({
      headers: { authorization: `Bearer ${signToken({ sub: "ada" }, secret)}` },
    });
    expect(await status(mesh, "/")).toBe(401);
    expect(await status(mesh, "/", token(jwt_secret))).toBe(200);
    expect(await status(mesh, "/", token("another secret of more than thirty-two bytes"))).toBe(401);
    expect(await status(mesh, "/public")).toBe(200);
  },

  "body-guard": async (mesh) => {
    const order = (id: string): GatewayFetchInit => ({
      ...{ method: "POST", headers: { "content-type": "application/json" } },
      body: JSON.stringify({ id, items: [{ sku: "a", quantity: 1 }] }),
    });
    expect((await reached(mesh, "/orders", order("a-1"))).body).toBe(order("a-1").body);
    const refusal = await mesh.fetch("/orders", order("A"));
    expect(refusal.status).toBe(422);
    expect(await refusal.json()).toMatchObject({ path: "$.id" });
  },

  "bot-and-block": async (mesh) => {
    expect(await status(mesh, "/", { headers: { "user-agent": "Mozilla/5.0 (compatible; GPTBot/1.2)" } })).toBe(403);
    expect(await status(mesh, "/", { headers: { "user-agent": "Mozilla/5.0" } })).toBe(200);
    expect(await status(mesh, "/wp-admin", { headers: { "user-agent": "Mozilla/5.0" } })).toBe(403);
  },

  "cache-headers": async (mesh) => {
    const cacheControl = async (path: string, headers: Record<string, string> = {}): Promise<string | null> =>
      (await mesh.fetch(path, { headers })).headers.get("cache-control");
    expect(await cacheControl("/")).toBe("private, max-age=5");
    expect(await cacheControl("/account")).toBe("no-store");
    expect(await cacheControl("/x/..%2faccount")).toBe("no-store");
  },

  canary: async (mesh) => {
    const wanting = (variant: string): GatewayFetchInit => ({ headers: { "x-want-variant": variant } });
    expect((await reached(mesh, "/shop", wanting("stable"))).headers["x-variant"]).toBe("stable");
    expect(await text(mesh, "/shop", wanting("canary"))).toBe("canary");
    expect((await reached(mesh, "/elsewhere", wanting("canary"))).headers).not.toHaveProperty("x-variant");
  },

  cors: async (mesh) => {
    const preflight = (origin: string): GatewayFetchInit => ({
      ...{ method: "OPTIONS", headers: { origin, "access-control-request-method": "PUT" } },
    });
    const allowed = await mesh.fetch("/", preflight("https://app.example.com"));
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
    expect(await status(mesh, "/", preflight("https://other.example.com"))).toBe(403);
  },

  "ext-authz": async (mesh) => {
    expect((await reached(mesh, "/", { headers: { cookie: "session=1", "x-user": "eve" } })).headers["x-user"]).toBe(
      "ada",
    );
    const refusal = await mesh.fetch("/");
    expect([refusal.status, await refusal.text()]).toEqual([403, "who are you?"]);
    expect(await status(mesh, "/healthz")).toBe(200);
  },

  headers: async (mesh) => {
    const { path, headers } = await reached(mesh, "/v1/tenants/acme/users", { headers: { "x-internal-a": "1" } });
    expect(path).toBe("/api/tenants/acme/users");
    expect(headers).toMatchObject({
      "x-tenant": "acme",
      "x-request-start": expect.stringMatching(/^t=\d+$/) as string,
    });
    expect(headers).not.toHaveProperty("x-internal-a");
    const response = await mesh.fetch("/v1/tenants/acme/users");
    expect(response.headers.get("cache-control")).toBe("private, max-age=60");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("set-cookie")).toMatch(/Secure.*HttpOnly.*SameSite=Lax/i);
  },

  "hmac-signature": async (mesh) => {
    const { keys } = await readExample<{ keys: readonly { keyid: string; secret: string }[] }>("hmac-signature");
    const [{ keyid = "", secret = "" } = {}] = keys;
    const { host } = new URL(mesh.url);
    const components = [
      ["@method", "GET"],
      ["@authority", host],
      ["@path", "/a"],
      ["@query", "?b=1"],
    ] as const;
    const created = Math.floor(Date.now() / 1000);
    const params = `;created=${created};keyid="${keyid}";nonce="${randomUUID()}"`;
    const headers: HeaderLine[] = sign({ secret, components, params });
    expect((await reached(mesh, "/a?b=1", { headers })).headers["x-signer"]).toBe(keyid);
    expect(await status(mesh, "/a?b=1", { headers }), "the nonce was used").toBe(401);
    expect(await status(mesh, "/a?b=1")).toBe(401);
  },

  "ip-restriction": async (mesh) => {
    const from = (address: string): GatewayFetchInit => ({ headers: { "x-forwarded-for": address } });
    expect(await status(mesh, "/", from("192.0.2.1"))).toBe(200);
    expect(await status(mesh, "/", from("192.0.2.66"))).toBe(403);
    expect(await status(mesh, "/", from("198.51.100.1"))).toBe(403);
  },

  maintenance: async (mesh) => {
    const closed = await mesh.fetch("/");
    expect([closed.status, closed.headers.get("retry-after")]).toEqual([503, "1800"]);
    expect(await closed.text()).toContain("Back at noon UTC");
    expect(await status(mesh, "/healthz")).toBe(200);
  },

  metrics: async (mesh) => {
    const counted = async (): Promise<number> => {
      const { body } = await adminGet(mesh.adminUrl, "/stats?filter=requests_total");
      const [, count = "0"] = /gateway_requests_total;method=GET;status_class=2xx[^:]*: (\d+)$/m.exec(body) ?? [];
      return Number(count);
    };
    const before = await counted();
    for (let sent = 0; sent < 3; sent++) expect(await status(mesh, "/")).toBe(200);
    await expect.poll(counted, { timeout: 10_000 }).toBe(before + 3);
  },

  "rate-limit": async (mesh) => {
    const login = async (): Promise<number> => status(mesh, "/login", { method: "POST" });
    const statuses = [await login(), await login(), await login(), await login(), await login(), await login()];
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await status(mesh, "/")).toBe(200);
  },

  "request-id": async (mesh) => {
    const response = await mesh.fetch("/", { headers: { traceparent: "00-not-valid" } });
    const { headers } = (await response.json()) as Reached;
    expect(headers["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("x-request-id")).toBe(headers["x-request-id"]);
  },

  substitute: async (mesh) => {
    expect(await text(mesh, "/page")).toBe('<a href="https://www.example.com/a">a</a>');
  },
};

async function readExample<T>(filter: string): Promise<T> {
  return JSON.parse(await readFile(exampleConfig(filter), "utf8")) as T;
}

async function status(mesh: Mesh, path: string, init?: GatewayFetchInit): Promise<number> {
  const response = await mesh.fetch(path, init);
  await response.arrayBuffer();
  return response.status;
}

async function text(mesh: Mesh, path: string, init?: GatewayFetchInit): Promise<string> {
  return (await mesh.fetch(path, init)).text();
}

/** What reached the upstream of a request that passes. */
async function reached(mesh: Mesh, path: string, init?: GatewayFetchInit): Promise<Reached> {
  const response = await mesh.fetch(path, init);
  expect(response.status).toBe(200);
  return (await response.json()) as Reached;
}
