import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

type Lines = readonly (readonly [string, string])[];

describe.each(engines)("HTTP filters written for proxy-runtime on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      ...{ engine, filter: "test/fixtures/filters/compat-http", allowOnHeadersStopIteration: true },
      upstream: async (request) => {
        if (request.path === "/trailers") {
          const text = await request.text();
          return { body: `${text} ${JSON.stringify(await request.trailers)}`, trailers: [["x-end", "1"]] };
        }
        if (request.path.startsWith("/body")) return new Response(await request.text());
        return Response.json(request.headerLines.map(([name, value]) => [name.toLowerCase(), value]));
      },
    });
  });

  afterAll(() => gateway.close());

  async function linesOf(path: string, headers: Lines = []): Promise<Lines> {
    return (await (await gateway.fetch(path, { headers })).json()) as Lines;
  }

  async function valuesOf(path: string, headers: Lines = []): Promise<Record<string, string>> {
    return Object.fromEntries(await linesOf(path, headers));
  }

  const messages = (): string[] => gateway.logs.map(({ message }) => message);

  it("logs from top-level code", () => {
    expect(messages()).toContain("a line of top-level code");
  });

  it("adds, replaces, removes and lists headers", async () => {
    const lines = await linesOf("/headers", [
      ["x-replaced", "old"],
      ["x-removed", "1"],
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        ["x-added", "one"],
        ["x-added", "two"],
        ["x-replaced", "old!"],
      ]),
    );
    expect(lines).toContainEqual(["x-pair", "x-replaced:old!"]);
    expect(lines.map(([name]) => name)).not.toContain("x-removed");
  });

  it("keeps header values that are not UTF-8, and reads them as text with U+FFFD", async () => {
    const values = await valuesOf("/raw", [
      ["x-bytes", "caf\u00e9\u00ff"],
      ["x-third", "3"],
      ["x-fourth", "4"],
    ]);
    expect(values).toMatchObject({ "x-copy": "caf\u00e9\u00ff", "x-size": "some", "x-first": "1", "x-second": "2" });
    expect(Buffer.from(values["x-text"] ?? "", "latin1").toString("utf8")).toBe("caf\ufffd\ufffd");
    expect(values["x-third"]).toBeUndefined();
    expect(values["x-fourth"]).toBeUndefined();
  });

  it("sets all headers, without the field that would have split the request", async () => {
    const values = await valuesOf("/set", [["x-kept", "1"]]);
    expect(values).toMatchObject({ "x-set": "yes", "x-kept": "1" });
    expect(values["x-injected"]).toBeUndefined();
    expect(values["x-split"]).toBeUndefined();
  });

  it("reads what the map has now, whatever way it was changed since it was copied", async () => {
    expect(await valuesOf("/copy", [["x-a", "1"]])).toMatchObject({ "x-seen": "1,2,3,,4,,5,56" });
  });

  it("reads a missing property, header and buffer as empty", async () => {
    expect(await valuesOf("/lacking", [["x-nothing", ""]])).toMatchObject({
      ...{ "x-property": "0", "x-header": "[]", "x-empty": "[]", "x-buffer": "0", "x-base": "true" },
    });
  });

  it("logs what it can't change any more, and serves on", async () => {
    const response = await gateway.fetch("/late");
    expect(response.headers.get("x-late")).toBe("0");
    expect(messages()).toContain("replace_header_map_value failed: 2");
    expect(messages()).toContain("remove_header_map_value failed: 2");
    expect(messages()).toContain("set_header_map_pairs failed: 2");
    expect((await gateway.fetch("/")).status).toBe(200);
  });

  it("keeps a property with the stream, and clears the route cache", async () => {
    expect(await valuesOf("/property")).toMatchObject({ "x-mood": "fine", "x-cleared": "0" });
  });

  it.each([
    ["/deny", 403, "no"],
    ["/deny/http", 418, "no"],
    ["/deny/badly", 403, "no"],
    ["/deny/nonsense", 500, ""],
  ])("answers %s itself with %i", async (path, status, body) => {
    const response = await gateway.fetch(path);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(body);
    expect(response.headers.get("x-why")).toBe(status === 500 ? null : "policy");
    expect(response.headers.get("x-injected")).toBeNull();
  });

  it("gives gRPC clients their status", async () => {
    const response = await gateway.fetch("/deny", { headers: { "content-type": "application/grpc" } });
    expect(response.headers.get("grpc-status")).toBe("7");
  });

  it("changes the body of request and response", async () => {
    const response = await gateway.fetch("/body", { method: "POST", body: "hello" });
    expect(await response.text()).toBe("same:hello (seen)");
  });

  it("passes a body on where Envoy can't write", async () => {
    const response = await gateway.fetch("/body/middle", { method: "POST", body: "hello" });
    expect(await response.text()).toBe("hello (seen)");
    expect(messages()).toContain("middle: 2");
  });

  it("reads and changes trailers, of the request and of the response", async () => {
    const response = await gateway.fetch("/trailers", {
      ...{ method: "POST", body: "text", trailers: [["x-trailer", "end"]], headers: [["te", "trailers"]] },
    });
    expect(await response.text()).toContain('["x-trailer","end!"]');
    expect(await response.trailers).toContainEqual(["x-seen", "1"]);
  });

  it("chooses no route anew for a stream that is over, by either name", async () => {
    await linesOf("/over");
    await expect.poll(messages).toEqual(expect.arrayContaining(["cleared with 2", "call_foreign_function failed: 2"]));
    expect((await gateway.fetch("/")).status).toBe(200);
  });

  it("tells a stream that it is logged, done and deleted, and lets no late reply through", async () => {
    await linesOf("/end");
    const steps = (): string[] => messages().filter((message) => message.endsWith("/end") || / \/end /.test(message));
    await expect.poll(steps).toEqual(["logged /end 200", "done /end", "deleted /end"]);
    expect(gateway.logs.filter(({ level }) => level === "critical")).toEqual([]);
  });
});
