import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const UUID4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NEW_PARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00$/;
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const PARENT = `00-${TRACE}-${SPAN}-01`;

describe.each(engines)("request-id on %s", (engine) => {
  const start = (config: object = {}): Promise<TestGateway> =>
    serve({
      ...{ engine, filter: "filters/request-id", config },
      upstream: ({ headerLines }) => ({
        headers: [["x-request-id", "the upstream's"]],
        body: JSON.stringify(headerLines.map(([name, value]) => [name.toLowerCase(), value])),
      }),
    });

  interface Seen {
    /** What the upstream got of a header. */
    readonly arrived: (name: string) => string[];
    readonly echoed: string | null;
  }

  async function send(gateway: TestGateway, headers: [string, string][] = [], echo = "x-request-id"): Promise<Seen> {
    const response = await gateway.fetch("/", { headers });
    const fields = (await response.json()) as [string, string][];
    return {
      arrived: (name) => fields.filter(([other]) => other === name).map(([, value]) => value),
      echoed: response.headers.get(echo),
    };
  }

  describe("by default", () => {
    let gateway: TestGateway;

    beforeAll(async () => {
      gateway = await start();
    });

    afterAll(() => gateway.close());

    it("gives each request an identifier and a trace of its own", async () => {
      const all = await Promise.all(Array.from({ length: 50 }, () => send(gateway)));
      expect(new Set(all.map(({ arrived }) => arrived("x-request-id").join())).size).toBe(50);
      expect(new Set(all.map(({ arrived }) => arrived("traceparent").join().slice(3, 35))).size).toBe(50);
      for (const { arrived, echoed } of all) {
        expect(echoed).toMatch(UUID4);
        expect(arrived("x-request-id")).toEqual([echoed]);
        expect(arrived("traceparent")).toEqual([expect.stringMatching(NEW_PARENT)]);
        expect(arrived("tracestate")).toEqual([]);
      }
    });

    it.each([
      "a",
      "Root=1-67891233-abcdef012345678912345678",
      "01ARZ3NDEKTSV4RRFFQ69G5FAV",
      "x".repeat(128),
      "a+b/c==_@:.",
    ])("keeps the identifier %s", async (id) => {
      const { arrived, echoed } = await send(gateway, [["x-request-id", id]]);
      expect([arrived("x-request-id"), echoed]).toEqual([[id], id]);
    });

    it.each([
      "",
      "a b",
      "a,b",
      'a"b',
      "<script>",
      "x".repeat(129),
      "x".repeat(50_000),
      "caf\u00e9",
      "${jndi}",
      "a;b",
      "a\tb",
    ])("makes a new identifier in the place of %.40j", async (id) => {
      const { arrived, echoed } = await send(gateway, [["x-request-id", id]]);
      expect(echoed).toMatch(UUID4);
      expect(arrived("x-request-id")).toEqual([echoed]);
    });

    it("makes a new identifier in the place of two", async () => {
      const two: [string, string][] = ["a", "b"].map((id) => ["x-request-id", id]);
      expect((await send(gateway, two)).arrived("x-request-id")).toEqual([expect.stringMatching(UUID4)]);
    });

    it.each([
      PARENT,
      `00-${TRACE}-${SPAN}-00`,
      `00-${TRACE}-${SPAN}-ff`,
      `01-${TRACE}-${SPAN}-01`,
      `cc-${TRACE}-${SPAN}-01-what-the-future-brings`,
      `00-${"0".repeat(31)}1-${"0".repeat(15)}1-01`,
    ])("passes the trace context %s as it is", async (parent) => {
      const { arrived } = await send(gateway, [
        ["traceparent", parent],
        ["tracestate", "rojo=00f067aa0ba902b7"],
        ["tracestate", "congo=t61rcWkgMzE"],
      ]);
      expect(arrived("traceparent")).toEqual([parent]);
      expect(arrived("tracestate").join(",")).toBe("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
    });

    it.each([
      ...[
        "",
        "00",
        PARENT.toUpperCase(),
        `${PARENT}-`,
        `${PARENT}-00`,
        ` ${PARENT}x`,
        PARENT.slice(0, -1),
        PARENT.slice(1),
      ],
      ...[
        `ff-${TRACE}-${SPAN}-01`,
        `0g-${TRACE}-${SPAN}-01`,
        `00-${"0".repeat(32)}-${SPAN}-01`,
        `00-${TRACE}-${"0".repeat(16)}-01`,
      ],
      ...[
        `00-${TRACE}_${SPAN}-01`,
        `00-${TRACE}-${SPAN}-0x`,
        `00-${TRACE}-${SPAN}-1`,
        `00-${TRACE.slice(1)}-${SPAN}-011`,
      ],
      ...[`cc-${TRACE}-${SPAN}-01.x`, `cc-${TRACE}-${SPAN}-011`, `00-${TRACE}-${SPAN}-0\u00ff`, "0".repeat(60_000)],
    ])("begins a new trace in the place of %.70j, without its state", async (parent) => {
      const { arrived } = await send(gateway, [
        ["traceparent", parent],
        ["tracestate", "rojo=00f067aa0ba902b7"],
      ]);
      expect(arrived("traceparent")).toEqual([expect.stringMatching(NEW_PARENT)]);
      expect(arrived("traceparent")[0]).not.toContain(TRACE);
      expect(arrived("tracestate")).toEqual([]);
    });

    it("begins a new trace in the place of two", async () => {
      const { arrived } = await send(gateway, [
        ["traceparent", PARENT],
        ["TraceParent", PARENT],
      ]);
      expect(arrived("traceparent")).toEqual([expect.stringMatching(NEW_PARENT)]);
      expect(arrived("traceparent")).not.toContain(PARENT);
    });
  });

  const own: [string, string][] = [
    ["x-request-id", "mine"],
    ["traceparent", PARENT],
    ["tracestate", "a=b"],
  ];

  it("keeps nothing where it is told so, and says that new traces are recorded", async () => {
    await using gateway = await start({ keep: "none", format: "uuid7", sampled: true });
    const { arrived, echoed } = await send(gateway, own);
    expect(echoed).toMatch(UUID7);
    expect(arrived("x-request-id")).toEqual([echoed]);
    expect(arrived("traceparent")).toEqual([expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)]);
    expect(arrived("tracestate")).toEqual([]);
  });

  it("keeps what trusted clients send, and not what others do", async () => {
    await using gateway = await start({ keep: "trusted", trusted: ["10.0.0.0/8", "fd00::/8"], trusted_hops: 1 });
    for (const address of ["10.1.2.3", "192.0.2.1, fd00::7"]) {
      const { arrived } = await send(gateway, [...own, ["x-forwarded-for", address]]);
      expect([arrived("x-request-id"), arrived("traceparent")]).toEqual([["mine"], [PARENT]]);
    }
    for (const address of ["192.0.2.1", "10.1.2.3, 192.0.2.1", "unknown"]) {
      const { arrived } = await send(gateway, [...own, ["x-forwarded-for", address]]);
      expect(arrived("x-request-id")).toEqual([expect.stringMatching(UUID4)]);
      expect(arrived("traceparent")).toEqual([expect.stringMatching(NEW_PARENT)]);
    }
  });

  it("uses another header, and leaves alone what it is told to", async () => {
    await using gateway = await start({ header: "X-Correlation-Id", echo: false, trace_context: false });
    const { arrived, echoed } = await send(gateway, own, "x-correlation-id");
    expect(arrived("x-correlation-id")).toEqual([expect.stringMatching(UUID4)]);
    expect([echoed, arrived("x-request-id"), arrived("traceparent")]).toEqual([null, ["mine"], [PARENT]]);
    await using silent = await start({ header: "" });
    expect((await send(silent, own)).echoed).toBe("the upstream's");
  });

  it.each([
    [{ keep: "trusted" }, "$.trusted"],
    [{ keep: "all", trusted: ["10.0.0.0/8"] }, "$.trusted"],
    [{ keep: "trusted", trusted: ["10.0.0.1/8"] }, "$.trusted[0]"],
    [{ keep: "some" }, "$.keep"],
    [{ header: "no token" }, "$.header"],
    [{ header: "Host" }, "$.header"],
    [{ format: "ulid" }, "$.format"],
  ])("refuses the configuration %j at load and names %s", async (config, path) => {
    await expect(start(config)).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(path) as string,
    });
  });
});
