import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("headers on %s", (engine) => {
  async function start(request: object[], response: object[] = []): Promise<TestGateway> {
    return serve({
      ...{ engine, filter: "filters/headers", config: { request, response } },
      upstream: ({ headerLines }) => ({
        headers: [
          ["x-from", "upstream"],
          ["x-many", "1"],
          ["x-many", "2"],
          ["x-raw", "caf\u00e9"],
          ["server-timing", "a"],
        ],
        body: JSON.stringify(headerLines.map(([name, value]) => [name.toLowerCase(), value])),
      }),
    });
  }

  async function arrived(gateway: TestGateway, headers: [string, string][] = []): Promise<[string, string][]> {
    return (await (await gateway.fetch("/", { headers })).json()) as [string, string][];
  }

  const valuesOf = (fields: readonly (readonly [string, string])[], name: string): string[] =>
    fields.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);

  it("carries out request operations in order", async () => {
    await using gateway = await start([
      { op: "set", name: "X-One", value: "1" },
      { op: "append", name: "x-one", value: "2" },
      { op: "rename", name: "x-ONE", to: "X-Two" },
      { op: "default", name: "x-two", value: "not needed" },
      { op: "default", name: "x-three", value: "3" },
      { op: "remove", name: "X-Gone" },
    ]);
    const fields = await arrived(gateway, [
      ["x-gone", "1"],
      ["X-GONE", "2"],
      ["x-two", "0"],
    ]);
    expect(valuesOf(fields, "x-one")).toEqual([]);
    expect(valuesOf(fields, "x-two")).toEqual(["0", "1", "2"]);
    expect(valuesOf(fields, "x-three")).toEqual(["3"]);
    expect(valuesOf(fields, "x-gone")).toEqual([]);
  });

  it("carries out response operations, keeps every value and every byte", async () => {
    await using gateway = await start(
      [],
      [
        { op: "rename", name: "x-many", to: "x-all" },
        { op: "rename", name: "x-raw", to: "x-copy" },
        { op: "remove", name: "server-*" },
        { op: "set", name: "x-from", value: "" },
        { op: "append", name: "x-tab", value: "a\tb \u00fc" },
      ],
    );
    const { headerLines } = await gateway.fetch("/");
    expect(valuesOf(headerLines, "x-all")).toEqual(["1", "2"]);
    expect(valuesOf(headerLines, "x-many")).toEqual([]);
    expect(valuesOf(headerLines, "x-copy")).toEqual(["caf\u00e9"]);
    expect(valuesOf(headerLines, "server-timing")).toEqual([]);
    expect(valuesOf(headerLines, "x-from")).toEqual([""]);
    expect(valuesOf(headerLines, "x-tab")).toEqual(["a\tb \u00c3\u00bc"]);
  });

  it("passes bytes that are not UTF-8 through untouched", async () => {
    await using gateway = await start([{ op: "rename", name: "x-raw", to: "x-copy" }]);
    const raw = "\u0080\u00ff\u00fe caf\u00e9 \u00c3";
    const fields = await arrived(gateway, [
      ["x-raw", raw],
      ["x-other", raw],
    ]);
    expect(valuesOf(fields, "x-copy")).toEqual([raw]);
    expect(valuesOf(fields, "x-other")).toEqual([raw]);
  });

  it("removes by the beginning of a name", async () => {
    await using gateway = await start([{ op: "remove", name: "X-Internal-*" }]);
    const fields = await arrived(gateway, [
      ["x-internal-a", "1"],
      ["X-INTERNAL-B", "2"],
      ["x-internal", "3"],
    ]);
    expect(fields.map(([name]) => name).filter((name) => name.startsWith("x-internal"))).toEqual(["x-internal"]);
  });

  it("renames a name to itself, and one that is not there, to no effect", async () => {
    await using gateway = await start([
      { op: "rename", name: "x-a", to: "X-A" },
      { op: "rename", name: "x-nothing", to: "x-b" },
    ]);
    const fields = await arrived(gateway, [
      ["x-a", "1"],
      ["x-b", "2"],
    ]);
    expect(valuesOf(fields, "x-a")).toEqual(["1"]);
    expect(valuesOf(fields, "x-b")).toEqual(["2"]);
  });

  it("takes an empty configuration for no operations", async () => {
    await using gateway = await serve({ engine, filter: "filters/headers", upstream: () => new Response("ok") });
    expect(await (await gateway.fetch("/")).text()).toBe("ok");
  });

  it.each([
    [{ op: "remove", name: ":path" }, "$.request[0].name"],
    [{ op: "remove", name: "Host" }, "$.request[0].name"],
    [{ op: "remove", name: "ho*" }, "$.request[0].name"],
    [{ op: "remove", name: "*" }, "$.request[0].name"],
    [{ op: "remove", name: "x-*" }, "$.request[0].name"],
    [{ op: "rename", name: "x-forwarded-proto", to: "x-p" }, "$.request[0].name"],
    [{ op: "remove", name: "Transfer-Encoding" }, "$.request[0].name"],
    [{ op: "remove", name: "t*" }, "$.request[0].name"],
    [{ op: "rename", name: "connection", to: "x-c" }, "$.request[0].name"],
    [{ op: "rename", name: "x-c", to: "Upgrade" }, "$.request[0].to"],
    [{ op: "rename", name: "x-c", to: ":path" }, "$.request[0].to"],
    [{ op: "set", name: "Content-Length", value: "4" }, "$.request[0].name"],
    [{ op: "append", name: "content-length", value: "4" }, "$.request[0].name"],
    [{ op: "default", name: "transfer-encoding", value: "chunked" }, "$.request[0].name"],
    [{ op: "rename", name: "x-l", to: "content-length" }, "$.request[0].to"],
    [{ op: "rename", name: "x-h", to: "host" }, "$.request[0].to"],
    [{ op: "set", name: "x y", value: "1" }, "$.request[0].name"],
    [{ op: "set", name: "", value: "1" }, "$.request[0].name"],
    [{ op: "set", name: "x", value: "a\r\nb: c" }, "$.request[0].value"],
    [{ op: "set", name: "x", value: "a\u0000" }, "$.request[0].value"],
    [{ op: "set", name: "x" }, "$.request[0].value"],
    [{ op: "rename", name: "x" }, "$.request[0].to"],
    [{ op: "remove", name: "x", value: "1" }, "$.request[0].value"],
    [{ op: "replace", name: "x", value: "1" }, "$.request[0].op"],
    [{ name: "x", value: "1" }, "$.request[0].op"],
  ])("refuses %j at load and names %s", async (operation, path) => {
    await expect(start([operation])).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(path) as string,
    });
  });
});
