import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

interface Arrived {
  readonly path: string;
  readonly cookie: string | null;
  readonly id: string | null;
  readonly body: string;
}

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe.each(engines)("URLs, cookies, UUIDs and JSON on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "test/fixtures/filters/web",
      upstream: async (request) => {
        const headers = new Headers();
        for (const field of request.headers.get("x-set")?.split("|") ?? []) headers.append("set-cookie", field);
        const arrived: Arrived = {
          path: request.path,
          cookie: request.headers.get("cookie"),
          id: request.headers.get("x-request-id"),
          body: await request.text(),
        };
        return Response.json(arrived, { headers });
      },
    });
  });

  afterAll(() => gateway.close());

  async function send(path: string, init?: Parameters<TestGateway["fetch"]>[1]): Promise<Arrived> {
    return (await (await gateway.fetch(path, init)).json()) as Arrived;
  }

  it("redirects to a URL of the request's own parts", async () => {
    const response = await gateway.fetch("/a/%2e%2e/insecure?q=%3Cx%3E&r='", {
      headers: [["host", "Shop.test:8080"]],
    });
    expect(response.status).toBe(308);
    expect(response.headers.get("location")).toBe("https://shop.test/secure?q=%3Cx%3E&r=%27#a%20b");
  });

  it("describes URL and query in JSON", async () => {
    const response = await gateway.fetch("/x/../describe?name=Zo%C3%A9+%22Z%22&empty&n=1%0A", {
      headers: [["host", "shop.test:81"]],
    });
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toEqual({
      ...{ origin: "http://shop.test:81", pathname: "/describe", port: "81", count: 3, ratio: 1 },
      params: { name: 'Zoé "Z"', empty: "", n: "1\n" },
    });
  });

  it.each(["shop.test:99999", "user@shop.test", "127.1", "shop..test"])(
    "refuses a request to the host %s",
    async (host) => {
      const response = await gateway.fetch("/", { headers: [["host", host]] });
      expect(response.status).toBe(400);
    },
  );

  it("rewrites the query", async () => {
    const { path } = await send("/list?a=1&utm_source=mail&b=%C3%A9+x&via=me");
    expect(path).toBe("/list?a=1&b=%C3%A9+x&via=gateway+%26+co");
  });

  it("refuses a query of too many parameters", async () => {
    expect((await gateway.fetch(`/?${"a&".repeat(1025)}`)).status).toBe(414);
  });

  it("gives each request an id whose order is that of time", async () => {
    const ids: (string | null)[] = [];
    for (let i = 0; i < 5; i++) {
      ids.push((await send("/")).id);
      await expect.poll(() => Date.now() > timeOf(ids.at(-1))).toBe(true);
    }
    for (const id of ids) expect(id).toMatch(UUID_V7);
    expect(ids).toEqual([...ids].sort());
    expect(Math.abs(timeOf(ids[0]) - Date.now())).toBeLessThan(60_000);
  });

  it("starts a session once, and keeps its cookie from the upstream", async () => {
    const first = await gateway.fetch("/");
    const [name, id = ""] = first.headers.get("set-cookie")?.split(/[=;]/) ?? [];
    expect(name).toBe("__Host-session");
    expect(id).toMatch(UUID_V4);
    expect(first.headers.get("set-cookie")).toBe(`__Host-session=${id}; Path=/; Max-Age=3600; Secure; HttpOnly`);

    const second = await gateway.fetch("/", { headers: [["cookie", `theme=dark; __Host-session=${id}; lang=en`]] });
    expect(second.headers.get("set-cookie")).toBeNull();
    expect(((await second.json()) as Arrived).cookie).toBe("theme=dark; lang=en");

    const lines: [string, string][] = [
      ["cookie", "theme=dark"],
      ["cookie", `lang=en; __Host-session=${id}`],
    ];
    const third = await gateway.fetch("/", { headers: lines });
    expect(third.headers.get("set-cookie")).toBeNull();
    expect(((await third.json()) as Arrived).cookie).toBe("theme=dark; lang=en");

    const forged = await gateway.fetch("/", { headers: [["cookie", "__Host-session=x"]] });
    expect(forged.headers.get("set-cookie")).toMatch(/^__Host-session=/);
    expect(((await forged.json()) as Arrived).cookie).toBeNull();
  });

  it("secures the upstream's cookies", async () => {
    const set = "a=1; path=/; expires=Thu, 01-Jan-70 00:00:10 GMT|b=2; SameSite=Strict; HttpOnly|c=x y; Path=/";
    const response = await gateway.fetch("/", { headers: [["x-set", set]] });
    expect(response.headers.getSetCookie().slice(0, 3)).toEqual([
      "a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:10 GMT; Secure; SameSite=Lax",
      "b=2; Secure; HttpOnly; SameSite=Strict",
      "c=x y; Path=/",
    ]);
  });

  it("writes the time as an HTTP date", async () => {
    const seen = (await gateway.fetch("/")).headers.get("date-seen") ?? "";
    expect(new Date(seen).toUTCString()).toBe(seen);
    expect(Math.abs(Date.parse(seen) - Date.now())).toBeLessThan(60_000);
  });

  it("wraps a JSON body with its numbers as they were spelt", async () => {
    const { body } = await send("/", {
      method: "POST",
      body: ' {"id": 12345678901234567890, "n": 1.50, "s": "\\u00e9\\n"} ',
    });
    expect(body).toBe('{"wrapped":{"id":12345678901234567890,"n":1.50,"s":"é\\n"}}');
  });

  it("says where a body is not JSON", async () => {
    const response = await gateway.fetch("/", { method: "POST", body: '{"user":{"roles":["a",tru]}}' });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: "$.user.roles[1]: unexpected character at byte 25" });
  });
});

/** The milliseconds of a UUID of version 7. */
function timeOf(uuid: string | null | undefined): number {
  return parseInt((uuid ?? "").replaceAll("-", "").slice(0, 12), 16);
}
