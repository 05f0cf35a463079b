import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { engines, serve } from "sluice/testing";
import type { GatewayFetchInit, LogEntry, TestGateway } from "sluice/testing";
import { REFUSED } from "../../tooling/check/check-cases.js";

const filter = "test/fixtures/filters/adversarial";
const LIMIT = 16_384;

/** What each case is, and which test holds it, stands in README.md. */
describe.each(engines)("adversarial cases on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      ...{ engine, filter, config: "first", bufferLimitBytes: LIMIT, allowOnHeadersStopIteration: true },
      environment: { FIRST: "1", SECOND: "two=2", THIRD: "" },
      upstream: async (request) => {
        const isLarge = new URL(request.url).pathname.startsWith("/buffer-");
        return Response.json({
          answer: request.headers.get("x-answer"),
          copy: request.headers.get("x-copy"),
          body: await request.text(),
          padding: "x".repeat(isLarge ? 4 * LIMIT : 0),
        });
      },
    });
  });

  afterAll(() => gateway.close());

  async function answer(path: string, init?: GatewayFetchInit): Promise<Record<string, unknown>> {
    return (await (await gateway.fetch(path, init)).json()) as Record<string, unknown>;
  }

  it("log in top-level code", () => {
    expect(gateway.logs.some(({ message }) => message === "from top-level code")).toBe(true);
  });

  it("throw in top-level code", async () => {
    const lines: string[] = [];
    const onLog = ({ level, message }: LogEntry): void => void lines.push(`${level} ${message}`);
    await expect(serve({ engine, filter: "test/fixtures/filters/top-level-throw", onLog })).rejects.toMatchObject({
      code: "ERR_MODULE_REFUSED",
      hint: expect.stringContaining("look at its top-level code") as string,
    });
    const place = /^critical not today at .*top-level-throw\/index\.ts:\d+:\d+$/;
    expect(lines).toContainEqual(expect.stringMatching(place));
  });

  it("module with a start section", async () => {
    const [, module] = REFUSED.find(([name]) => name === "a start section") ?? [];
    const code = engine === "envoy" ? "ERR_ENVOY_START" : "ERR_MODULE_REFUSED";
    await expect(serve({ engine, filter: module ?? "" })).rejects.toMatchObject({ code });
  });

  it.each([
    ["/end/close/close", null],
    ["/end/close/respond/close", null],
    ["/end/respond/close/respond", 403],
    ["/end/respond/respond", 403],
  ])("a stream ended more than once in one callback: %s", async (path, status) => {
    const response = gateway.fetch(path);
    if (status === null) await expect(response).rejects.toThrow("fetch failed");
    else expect((await response).status).toBe(status);
    const told = path.includes("/close/respond/close") || path.endsWith("/close/respond") ? "0 2 2" : "0 2";
    await vi.waitFor(() => expect(gateway.logs.map(({ message }) => message)).toContain(`${path}: ${told}`));
    expect((await gateway.fetch("/missing-property")).status).toBe(200);
  });

  it("a response answered and closed in one callback", async () => {
    expect((await gateway.fetch("/response-ends-twice")).status).toBe(403);
    expect((await gateway.fetch("/missing-property")).status).toBe(200);
  });

  it("missing property", async () => {
    expect((await answer("/missing-property"))["answer"]).toBe("null");
  });

  it("empty versus missing header", async () => {
    expect((await answer("/missing-header", { headers: { "x-empty": "" } }))["answer"]).toBe('"" null');
  });

  it("non-UTF-8 header value", async () => {
    const { answer: counted, copy } = await answer("/bytes", { headers: [["x-bytes", "\x80\xff\xc3(\xe9"]] });
    expect(counted).toBe("5 5");
    expect(copy).toBe("\x80\xff\xc3(\xe9");
  });

  it("CAS on an absent key", async () => {
    expect((await answer("/cas"))["answer"]).toBe("0");
  });

  it("metric defined twice", async () => {
    expect((await answer("/metric"))["answer"]).toBe("2");
    expect((await answer("/metric"))["answer"]).toBe("4");
  });

  it("set_buffer_bytes at mid-offset", async () => {
    expect((await answer("/mid-offset", { method: "POST", body: "abcdef" }))["body"]).toBe("abcdef2");
  });

  it("body pause over the buffer limit", async () => {
    expect((await gateway.fetch("/buffer", { method: "POST", body: "x".repeat(4 * LIMIT) })).status).toBe(413);
    expect((await gateway.fetch("/buffer-whole-response")).status).toBe(500);
    // Its headers have gone on: all that is left is to break it off.
    const response = await gateway.fetch("/buffer-response");
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect((await gateway.fetch("/")).status).toBe(200);
  });

  it("a variable of the environment, and the beginning of its name", async () => {
    expect((await answer("/environment"))["answer"]).toBe("two=2 null");
  });

  it("empty configuration after a non-empty one, in one VM", async () => {
    await using both = await serve({
      engine,
      plugins: [
        { filter, name: "first", config: "first" },
        { filter, name: "second" },
      ],
      upstream: (request) => new Response(request.headers.get("x-answer")),
    });
    expect(await (await both.fetch("/configuration")).text()).toBe("");
  });

  it("access logger calling on_log on the root", async () => {
    await using logged = await serve({
      engine,
      plugins: [{ filter: "test/fixtures/filters/hello" }, { filter, name: "logger", kind: "access-logger" }],
    });
    await logged.fetch("/one");
    const lines = (): string[] => logged.logs.map(({ message }) => message);
    await expect.poll(lines).toContain("access log /one");
  });

  describe.each([
    ["/throw", /^the author gave up at .*adversarial\/index\.ts:\d+:\d+$/],
    ["/index", /^Index out of range at .*array\.ts:\d+:\d+$/],
    ["/endless", /^out of memory/],
  ])("what the author's own code asked for at %s", (path, line) => {
    it("is logged as critical, ends that VM only, and a new one serves", async () => {
      await using broken = await serve({
        engine,
        plugins: [
          { filter, name: "broken", vmId: "broken", failurePolicy: "FAIL_RELOAD" },
          { filter: "test/fixtures/filters/hello", name: "hello" },
        ],
        upstream: (request) => new Response(request.headers.get("x-wasm")),
      });
      expect((await broken.fetch("/")).status).toBe(200);
      expect((await broken.fetch(path)).status).toBe(503);
      const critical = broken.logs.filter(({ level }) => level === "critical").map(({ message }) => message);
      expect(critical).toContainEqual(expect.stringMatching(line));
      const serves = async (): Promise<string> => (await broken.fetch("/")).text();
      await expect.poll(serves, { timeout: 10_000, interval: 200 }).toBe("1");
    });
  });
});
