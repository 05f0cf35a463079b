import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { checkModule } from "../../../tooling/check/check-module.js";
import { readPapers } from "../../../tooling/compile/papers.js";

describe("compileFilter", () => {
  let folder = "";

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-compile-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Writes a filter of its own folder; `body` stands in its class. */
  async function write(source: string, name = "mine"): Promise<string> {
    const filter = join(folder, name);
    await mkdir(filter, { recursive: true });
    await writeFile(join(filter, "index.ts"), source);
    return filter;
  }

  const filterWith = (body: string, more = ""): string => `
    import { Bytes, Flow, HttpFilter, Plugin, register, registerPlugin, Refusal, Request, Response } from "sluice/sdk";
    class Mine extends HttpFilter { ${body} }
    ${more === "" ? 'register("mine", () => new Mine());' : more}
  `;

  it("exports only the callbacks that the filter overrides", async () => {
    const filter = await write(filterWith("onResponseHeaders(response: Response): Flow { return Flow.Continue; }"));
    expect((await compileFilter({ filter })).callbacks).toEqual(["proxy_on_configure", "proxy_on_response_headers"]);
  });

  it("finds what a class between overrides", async () => {
    const source = filterWith(
      "onRequestHeaders(request: Request): Flow { return Flow.Continue; }",
      'class Yours extends Mine {} register("yours", () => new Yours());',
    );
    expect((await compileFilter({ filter: await write(source) })).callbacks).toContain("proxy_on_request_headers");
  });

  it.each([
    ["a field", filterWith("count: i32 = 0; onLog(): void { this.count++; }")],
    [
      "two root ids",
      filterWith("onLog(): void {}", 'register("a", () => new Mine()); register("b", () => new Mine());'),
    ],
    [
      "a plugin",
      filterWith(
        "onLog(): void {}",
        'class P extends Plugin { createFilter(): HttpFilter { return new Mine(); } } registerPlugin("p", () => new P());',
      ),
    ],
  ])("tracks contexts for %s", async (_, source) => {
    const { callbacks } = await compileFilter({ filter: await write(source) });
    expect(callbacks).toEqual(expect.arrayContaining(["proxy_on_context_create", "proxy_on_delete"]));
  });

  it("gives the same bytes wherever the sources lie", async () => {
    await cp("test/fixtures/filters/hello", join(folder, "somewhere else", "hello"), { recursive: true });
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "x", version: "0.1.0" }));
    await cp("test/fixtures/filters/hello", join(folder, "hello"), { recursive: true });
    await writeFile(join(folder, "somewhere else", "package.json"), JSON.stringify({ name: "y", version: "0.1.0" }));
    const [one, other] = [
      await compileFilter({ filter: join(folder, "hello") }),
      await compileFilter({ filter: join(folder, "somewhere else", "hello") }),
    ];
    expect(Buffer.from(one.module).equals(Buffer.from(other.module))).toBe(true);
    expect(Buffer.from(one.module).toString("latin1")).not.toContain(folder);
  });

  it("makes a header-only filter of at most 4 KB, with its papers", async () => {
    const { module } = await compileFilter({ filter: "test/fixtures/filters/hello" });
    expect(module.length).toBeLessThanOrEqual(4096);
  });

  it("writes papers: name, version, root ids, host functions, labels and schemas", async () => {
    const { module } = await compileFilter({ filter: "filters/metrics" });
    expect(readPapers(module)).toMatchObject({
      ...{ name: "metrics", abi: "0.2.1", rootIds: ["metrics"] },
      metricLabels: expect.arrayContaining(["method", "status_class", "cluster", "grpc_status"]) as string[],
      hostFunctions: expect.arrayContaining(["proxy_define_metric", "proxy_log"]) as string[],
      configSchemas: { metrics: expect.objectContaining({ title: "MetricsConfig" }) as object },
    });
  });

  it.each(["hello", "messages", "lifecycle", "callout"])(
    "makes of %s a module that check does not refuse",
    async (name) => {
      const { module } = await compileFilter({ filter: `test/fixtures/filters/${name}` });
      expect(checkModule(module)).toEqual([]);
    },
  );

  it("keeps names and makes a source map on request", async () => {
    const filter = "test/fixtures/filters/hello";
    const debug = await compileFilter({ filter, debug: true });
    expect(Buffer.from(debug.module).toString("latin1")).toContain("~lib/sluice/assembly/exports/");
    expect((JSON.parse(debug.sourceMap ?? "{}") as { sources: string[] }).sources).toContain(
      "test/fixtures/filters/hello/index.ts",
    );
    expect((await compileFilter({ filter })).sourceMap).toBeNull();
  });

  it("shows an error with file, line and code frame", async () => {
    const filter = await write(filterWith("onLog(): void {\n      nonsense();\n    }"));
    await expect(compileFilter({ filter })).rejects.toMatchObject({
      code: "ERR_COMPILE",
      message: expect.stringMatching(
        /Cannot find name 'nonsense'[^]*nonsense\(\);[^]*~~~~~~~~[^]*index\.ts\(4,7\)/,
      ) as string,
    });
  });

  it.each([
    ["registers nothing", filterWith("", "export const x = 1;"), "registers nothing"],
    ["overrides nothing", filterWith(""), "overrides no callback of HttpFilter, TcpFilter or Plugin"],
    [
      "misspells a callback",
      filterWith("onRequestHeader(request: Request): Flow { return Flow.Continue; }"),
      "nothing calls onRequestHeader",
    ],
    ["computes its root id", filterWith("", 'const id = "a"; register(id, () => new Mine());'), "string literals"],
    [
      "computes the labels that it declares",
      filterWith(
        "onLog(): void {}",
        'const labels = ["a"]; declareMetricLabels(labels); register("m", () => new Mine());',
      ).replace("register,", "declareMetricLabels, register,"),
      "string literals",
    ],
    ["is not TypeScript at all", "{{{", "expected"],
    [
      "uses a closure",
      filterWith("onLog(): void { const a = this; const f = (): void => { a.onLog(); }; f(); }"),
      "no closures in AssemblyScript",
    ],
    [
      "asks for an import that no gateway has",
      filterWith(
        "onLog(): void { hm(); }",
        '@external("env", "hm") declare function hm(): void; register("m", () => new Mine());',
      ),
      "hm",
    ],
    [
      "registers in a method",
      filterWith('onLog(): void { register("late", () => new Mine()); }'),
      /index\.ts:\d+:\d+: the function onLog registers a root id/,
    ],
    [
      "extends itself by way of another class",
      filterWith("onLog(): void {}", 'class A extends B {} class B extends A {} register("a", () => new A());'),
      "the class A extends itself, by way of B",
    ],
    [
      "sets a header by what is no name",
      filterWith('onRequestHeaders(request: Request): Flow { request.headers.set("a b", "1"); return Flow.Continue; }'),
      /index\.ts:\d+:\d+: "a b" can be no header's name/,
    ],
    [
      "sets a status that no body may follow",
      filterWith('onResponseHeaders(r: Response): Flow { r.headers.set(":status", "304"); return Flow.Continue; }'),
      `":status" can't be set to "304": a body may follow`,
    ],
    [
      "sets a status that no response can have",
      filterWith('onResponseHeaders(r: Response): Flow { r.headers.set(":status", "600"); return Flow.Continue; }'),
      `":status" can't be set to "600": it is no status from 200 to 599`,
    ],
    ["collects garbage itself", filterWith("onLog(): void { __collect(); }"), /index\.ts:\d+:\d+: __collect frees/],
  ])("refuses a filter that %s", async (_, source, message) => {
    const error = (await compileFilter({ filter: await write(source) }).catch((cause: unknown) => cause)) as Error;
    expect(error).toMatchObject({ name: "ToolError", exitCode: 2 });
    if (typeof message === "string") expect(error.message).toContain(message);
    else expect(error.message).toMatch(message);
  });

  it.each([
    [
      "a generic class that is its own argument",
      filterWith(
        "onLog(): void {}",
        "class G<T extends G<T>> extends Mine { onLog(): void { new G<G<T>>().onLog(); } } " +
          'class Own extends G<Own> {} register("own", () => new Own());',
      ),
    ],
    ["a sum of thousands", filterWith(`onLog(): void { let x = 1; x = ${"x+".repeat(8000)}x; }`)],
    ["thousands of parentheses", filterWith(`onLog(): void { let x = ${"(".repeat(3000)}1${")".repeat(3000)}; }`)],
  ])("outlives the compiler's own failure on %s", async (_, source) => {
    await expect(compileFilter({ filter: await write(source) })).rejects.toMatchObject({
      code: "ERR_COMPILE",
      message: "the AssemblyScript compiler itself fails on this source: Maximum call stack size exceeded",
      hint: expect.stringContaining("nested too deep") as string,
    });
  });

  it("outlives a failure of the compiler's own that says nothing", async () => {
    const filter = await write(`enum E { A = E.B, B = E.A } ${filterWith("onLog(): void { E.A; }")}`);
    await expect(compileFilter({ filter })).rejects.toMatchObject({
      code: "ERR_COMPILE",
      message: "the AssemblyScript compiler itself fails on this source",
    });
  });

  it("does not wait for a pipe that an import leads to", async () => {
    const filter = await write(`import "./pipe"; ${filterWith("onLog(): void {}")}`);
    execFileSync("mkfifo", [join(filter, "pipe.ts")]);
    await expect(compileFilter({ filter })).rejects.toMatchObject({ code: "ERR_COMPILE" });
  });

  it.each([
    ['export { currentStream as me } from "sluice/sdk";', "own.me().makeEffective();", true],
    ['export * from "sluice/sdk";', "", true],
    ['export class Stream {} export { LogLevel } from "sluice/sdk";', "own.LogLevel.Info;", false],
  ])("keeps streams apart only where it must, beside a source that says %s", async (helper, call, isKept) => {
    const filter = await write(`import * as own from "./helper"; ${filterWith(`onLog(): void { ${call} }`)}`);
    await writeFile(join(filter, "helper.ts"), helper);
    const { callbacks } = await compileFilter({ filter });
    expect(callbacks.includes("proxy_on_tick")).toBe(isKept);
  });

  it("says what is missing to who hands it a path in place of options", async () => {
    await expect(compileFilter("filters/hello" as never)).rejects.toMatchObject({
      code: "ERR_USAGE",
      hint: 'compileFilter({ filter: "filters/hello" })',
    });
  });

  it.each(["", "no/such/folder", "test", "README.md"])("names what is wrong with the path %j", async (filter) => {
    await expect(compileFilter({ filter })).rejects.toMatchObject({ name: "ToolError", exitCode: 2 });
  });

  it.each([
    ["a member", "this.geeting", /^ERROR TS2339: Property 'geeting' does not exist on type '.*\/Mine'\.$/m],
    ["a variable", "vaule", /^ERROR TS2304: Cannot find name 'vaule'\.$/m],
    ["a part of an expression", "`<${this.geeting}>`", /^ERROR TS2339: Property 'geeting' does not exist/m],
  ])("names %s that is misspelt in an argument whose type decides what is called", async (_, argument, says) => {
    const body = `greeting: string = "hi";
      onRequestHeaders(request: Request): Flow {
        if (request.path != "") { const value = "hi"; request.headers.set(value, ${argument}); }
        return Flow.Continue;
      }`;
    const refused = compileFilter({ filter: await write(filterWith(body)) });
    await expect(refused).rejects.toMatchObject({
      code: "ERR_COMPILE",
      message: expect.stringMatching(says) as string,
    });
    await expect(refused).rejects.not.toThrow("TS1140");
  });

  it("answers console, Date and Math.random without an import that no gateway has", async () => {
    const body = 'onLog(): void { console.log(Date.now().toString() + Math.random().toString()); trace("x"); }';
    const { papers } = await compileFilter({ filter: await write(filterWith(body)) });
    expect(papers.hostFunctions).toEqual(
      ["proxy_get_current_time_nanoseconds", "proxy_get_property", "proxy_log", "random_get"].sort(),
    );
  });
});
