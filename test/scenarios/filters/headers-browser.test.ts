import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("what headers tells browsers on %s", (engine) => {
  async function start(response: object[], headers: [string, string][]): Promise<TestGateway> {
    return serve({
      ...{ engine, filter: "filters/headers", config: { response } },
      upstream: () => ({ headers, body: "ok" }),
    });
  }

  async function fields(
    response: object[],
    headers: [string, string][] = [],
    scheme = "http",
  ): Promise<Record<string, string>> {
    await using gateway = await start(response, headers);
    return Object.fromEntries((await gateway.fetch("/", { headers: { "x-forwarded-proto": scheme } })).headers);
  }

  it("sets what the presets stand for", async () => {
    const web = await fields([{ op: "security_headers", preset: "web" }]);
    expect(web).toMatchObject({
      "content-security-policy": expect.stringContaining("frame-ancestors 'self'") as string,
      "x-content-type-options": "nosniff",
      "referrer-policy": "strict-origin-when-cross-origin",
      "permissions-policy": expect.stringContaining("camera=()") as string,
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(web).not.toHaveProperty("cross-origin-embedder-policy");
    const isolated = await fields([{ op: "security_headers", preset: "isolated" }]);
    expect(isolated["cross-origin-embedder-policy"]).toBe("require-corp");
    const api = await fields([{ op: "security_headers", preset: "api" }]);
    expect(api["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(api).not.toHaveProperty("permissions-policy");
  });

  it("tells who came by https to do so again, and nobody else", async () => {
    const preset = { op: "security_headers", preset: "api" };
    const told = async (operation: object, scheme: string, headers: [string, string][] = []) =>
      (await fields([operation], headers, scheme))["strict-transport-security"];
    expect(await told(preset, "https")).toBe("max-age=31536000");
    expect(await told({ ...preset, include_subdomains: true }, "https")).toBe("max-age=31536000; includeSubDomains");
    expect(await told(preset, "http")).toBeUndefined();
    const own: [string, string][] = [["strict-transport-security", "max-age=1"]];
    expect(await told({ ...preset, keep: true }, "https", own)).toBe("max-age=1");
    expect(await told(preset, "https", own)).toBe("max-age=31536000");
  });

  it("is overridden by what comes after it, and keeps the upstream's own where that is asked for", async () => {
    const sent: [string, string][] = [["referrer-policy", "origin"]];
    const changes = [
      { op: "set", name: "content-security-policy", value: "default-src https:" },
      { op: "remove", name: "permissions-policy" },
    ];
    const forced = await fields([{ op: "security_headers", preset: "web" }, ...changes], sent);
    expect(forced["content-security-policy"]).toBe("default-src https:");
    expect(forced["referrer-policy"]).toBe("strict-origin-when-cross-origin");
    expect(forced).not.toHaveProperty("permissions-policy");
    const kept = await fields([{ op: "security_headers", preset: "web", keep: true }], sent);
    expect(kept["referrer-policy"]).toBe("origin");
    expect(kept["x-content-type-options"]).toBe("nosniff");
  });

  const all = { secure: true, http_only: true, same_site: "Lax", path: "/app", domain: "shop.test" };

  it.each<[attributes: object, cookie: string, expected: string]>([
    [{ secure: true }, "a=1", "a=1; Secure"],
    [{ secure: true }, "a=1; secure ;Priority=High", "a=1;Priority=High; Secure"],
    [
      all,
      "a=1; Path=/; SameSite=None; Max-Age=9",
      "a=1; Max-Age=9; Secure; HttpOnly; SameSite=Lax; Path=/app; Domain=shop.test",
    ],
    [all, "__Host-a=1; Path=/; Secure", "__Host-a=1; Path=/; Secure; HttpOnly; SameSite=Lax"],
    [{ cookies: ["a"], http_only: true }, "b=1", "b=1"],
    [{ cookies: ["a"], http_only: true }, "b=caf\u00e9", "b=caf\u00e9"],
    [{ http_only: true }, "b=caf\u00e9", "b=caf\u00e9; HttpOnly"],
    [{ cookies: ["a"], http_only: true }, " a =1; b=2", "a =1; b=2; HttpOnly"],
    [{ same_site: "None", secure: true }, 'a="x"; samesite=strict; SameSite=Lax', 'a="x"; Secure; SameSite=None'],
    [{ secure: true }, "", "; Secure"],
  ])("%j makes of %j %j", async (attributes, cookie, expected) => {
    await using gateway = await start([{ op: "cookie_attributes", ...attributes }], [["set-cookie", cookie]]);
    expect((await gateway.fetch("/")).headers.getSetCookie()).toEqual([expected]);
  });

  it("changes each of several cookies, and nothing where there is none", async () => {
    const operation = { op: "cookie_attributes", cookies: ["a", "c"], secure: true };
    const sent: [string, string][] = [
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["set-cookie", "c=3"],
    ];
    await using gateway = await start([operation], sent);
    expect((await gateway.fetch("/")).headers.getSetCookie()).toEqual(["a=1; Secure", "b=2", "c=3; Secure"]);
    await using bare = await start([operation], []);
    expect((await bare.fetch("/")).headers.getSetCookie()).toEqual([]);
  });

  it.each([
    [{ op: "cookie_attributes", same_site: "None" }, "same_site: needs secure"],
    [{ op: "cookie_attributes", path: "x" }, "path: must match"],
    [{ op: "cookie_attributes", path: "/; Domain=x" }, "path: must match"],
    [{ op: "cookie_attributes", domain: ".x;" }, "domain: must match"],
    [{ op: "security_headers", preset: "most" }, "preset: must be one of"],
  ])("refuses %j", async (operation, message) => {
    await expect(start([operation], [])).rejects.toThrow(`$.response[0].${message}`);
  });
});
