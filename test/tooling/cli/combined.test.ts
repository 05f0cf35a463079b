import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "sluice/testing";
import { inspectModule } from "../../../tooling/compile/inspect.js";
import { assemble } from "../compile/assemble.js";
import { type CliResult, runCli, temporaryFolder } from "./run-cli.js";
import { writeHello } from "./sources.js";
import { end, startRun } from "./start-run.js";

const SHOUT = `import { Connection, Flow, register, TcpFilter } from "sluice/sdk";
class Shout extends TcpFilter {
  onUpstreamData(upstream: Connection): Flow {
    upstream.data.append("!");
    return Flow.Continue;
  }
}
register("shout", () => new Shout());
`;

const GREETER = `import { Bytes, Flow, HttpFilter, Plugin, Refusal, registerPlugin, Request } from "sluice/sdk";
import { GreeterConfig } from "./config";
class Greeter extends HttpFilter {
  constructor(private readonly plugin: GreeterPlugin) {
    super();
  }
  onRequestHeaders(request: Request): Flow {
    request.headers.set("x-greeting", this.plugin.config.greeting);
    return Flow.Continue;
  }
}
class GreeterPlugin extends Plugin {
  config: GreeterConfig = new GreeterConfig();
  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = GreeterConfig.parse(configuration);
    if (parsed.value === null) return new Refusal(parsed.error);
    this.config = parsed.value!;
    return null;
  }
  createFilter(): HttpFilter {
    return new Greeter(this);
  }
}
registerPlugin("greeter", () => new GreeterPlugin());
`;

const SCHEMA = {
  title: "GreeterConfig",
  type: "object",
  additionalProperties: false,
  required: ["greeting"],
  properties: { greeting: { type: "string" } },
};

const FILTERS = ["hello", "greeter", "shout"];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let module = "";
let built: Record<string, unknown> = {};

async function write(name: string, source: string): Promise<void> {
  await mkdir(join(folder.path, name), { recursive: true });
  await writeFile(join(folder.path, name, "index.ts"), source);
}

function run(...args: string[]): Promise<CliResult> {
  return runCli(args, { cwd: folder.path, env: { SLUICE_CACHE: join(folder.path, "cache") } });
}

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await run(...args, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as Record<string, unknown>;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeHello(folder.path);
  await write("greeter", GREETER);
  await writeFile(join(folder.path, "greeter", "config.schema.json"), JSON.stringify(SCHEMA));
  await write("shout", SHOUT);
  built = await json("build", ...FILTERS, "-o", "all.wasm");
  module = join(folder.path, "all.wasm");
});
afterAll(() => folder[Symbol.asyncDispose]());

describe("a module of three filters", { timeout: 120_000 }, () => {
  it("is told of by build and inspect, with the kind and the schema of each", async () => {
    const { sha256 } = inspectModule(await readFile(module));
    const kinds = { greeter: ["http"], hello: ["http"], shout: ["network"] };
    expect(built).toMatchObject({ path: "all.wasm", sha256, kinds, cached: false });
    expect(built["rootIds"]).toEqual(FILTERS.toSorted());
    expect(built["callbacks"]).toEqual(
      expect.arrayContaining(["proxy_on_request_headers", "proxy_on_upstream_data", "proxy_on_context_create"]),
    );
    expect(await json("inspect", module)).toMatchObject({
      papers: { name: "greeter-hello-shout", kinds, configSchemas: { greeter: { required: ["greeting"] } } },
    });
    const { stdout } = await run("inspect", module);
    expect(stdout).toMatch(/^root ids +greeter hello shout$/m);
    expect(stdout).toMatch(/^kinds +greeter http, hello http, shout network$/m);
  });

  it("is the same in any order of the arguments, and comes from the cache then", async () => {
    const again = await json("build", ...FILTERS.toReversed(), "-o", "again.wasm");
    expect(again).toEqual({ ...built, path: "again.wasm", cached: true, generated: [] });
  });

  it.each(["check", "inspect"])(
    "is asked for one plugin by %s --root-id, and refused one that it has not",
    async (command) => {
      const of = await json(command, module, "--root-id", "shout");
      if (command === "inspect") {
        expect(of).toMatchObject({ papers: { rootIds: ["shout"], kinds: { shout: ["network"] }, configSchemas: {} } });
      } else expect(of).toMatchObject({ isAccepted: true });
      const { code, stdout, stderr } = await run(command, module, "--root-id", "shuot");
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain('all.wasm has no plugin "shuot"');
      expect(stderr).toContain("name one with --root-id: greeter, hello, shout");
    },
  );

  const OBJECT = ["--url", "https://plugins.test/all.wasm", "--selector", "a=b"];
  const URL = ["--kind", "WasmPlugin", ...OBJECT];

  it.each<[string, string[], string[]]>([
    ["no root id", ["manifest", ...URL], ["has several plugins", "--root-id: greeter, hello, shout"]],
    ["a root id that it has not", ["manifest", ...URL, "--root-id", "x"], ['has no plugin "x"']],
    [
      "a TCP filter for an object of HTTP filters",
      ["manifest", "--kind", "HigressWasmPlugin", "--url", "oci://plugins.test/all:1", "--root-id", "shout"],
      ['"shout" of', "for TCP only"],
    ],
    ["no configuration for the plugin that needs one", ["manifest", ...URL, "--root-id", "greeter"], ["$", "--config"]],
    [
      "another's configuration",
      ["manifest", ...URL, "--root-id", "greeter", "--config", '{"greetings":"hi"}'],
      ["$.greetings"],
    ],
    ["no root id", ["run"], ["has several plugins", "--root-id: greeter, hello, shout"]],
    ["another's configuration", ["run", "--root-id", "greeter", "--config", '{"greetings":"hi"}'], ["$.greetings"]],
    [
      "a TCP filter for HTTP",
      ["run", "--root-id", "shout", "--kind", "http"],
      ['"shout" of', "for TCP only: no request would ever reach it", "use --kind network"],
    ],
    [
      "an HTTP filter for TCP",
      ["run", "--root-id", "hello", "--kind", "network"],
      ['"hello" of', "for HTTP only: no connection would ever reach it", "use --kind http"],
    ],
    [
      "an upstream of the other protocol",
      ["run", "--root-id", "shout", "--upstream", "http://127.0.0.1:1"],
      ["upstream: its address is of another protocol"],
    ],
  ])("is refused %s by %j", async (_, [command = "", ...flags], messages) => {
    const { code, stdout, stderr } = await run(command, module, ...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    for (const message of messages) expect(stderr).toContain(message);
  });

  it("has a manifest of each of its HTTP filters, with what is its own", async () => {
    const config = '{"greeting":"hi"}';
    expect(await json("manifest", module, ...URL, "--root-id", "greeter", "--config", config)).toMatchObject({
      items: [{ metadata: { name: "greeter" }, spec: { pluginName: "greeter", pluginConfig: { greeting: "hi" } } }],
    });
    const { items } = await json("manifest", module, ...URL, "--root-id", "hello");
    expect(items).toMatchObject([{ metadata: { name: "hello" }, spec: { pluginName: "hello" } }]);
    expect(JSON.stringify(items)).not.toContain("pluginConfig");
  });

  it.each(engines)("runs the plugin that is named, as what it is, on %s", async (engine) => {
    const http = await startRun([module, "--root-id", "greeter", "--config", '{"greeting":"hi"}', "--engine", engine]);
    const echo = (await (await fetch(http.url)).json()) as { headers: [string, string][] };
    expect(echo.headers).toContainEqual(["x-greeting", "hi"]);
    expect(echo.headers.map(([name]) => name)).not.toContain("x-wasm");
    expect(await end(http.child, "SIGTERM")).toBe(0);

    const tcp = await startRun([module, "--root-id", "shout", "--engine", engine]);
    const { hostname, port } = new globalThis.URL(tcp.url);
    const socket = connect(Number(port), hostname);
    socket.end("hey");
    expect(await text(socket)).toMatch(/^hey!+$/);
    expect(await end(tcp.child, "SIGTERM")).toBe(0);
  });
});

describe("what makes no module of several filters", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await write("twin", SHOUT);
    await write("twice", `${SHOUT}register("shout", () => new Shout());\n`);
    await write("empty", "export const nothing = 0;\n");
    await write(
      "any",
      `export * from "@solo-io/proxy-runtime/proxy";
import { Context, FilterHeadersStatusValues, RootContext, setRootContext } from "@solo-io/proxy-runtime";
class Root extends RootContext {
  createContext(context_id: u32): Context {
    return new Any(context_id, this);
  }
}
class Any extends Context {
  onRequestHeaders(a: u32, end_of_stream: bool): FilterHeadersStatusValues {
    return FilterHeadersStatusValues.Continue;
  }
}
setRootContext((context_id: u32) => new Root(context_id));
`,
    );
    await writeFile(join(folder.path, "some.wasm"), assemble("(module)"));
  });

  it.each([
    [
      "a root id of two",
      ["shout", "twin"],
      'register the root id "shout": shout/index.ts:8:1 and twin/index.ts:8:1',
      "two modules",
    ],
    [
      "a root id twice in one",
      ["hello", "twice"],
      'the root id "shout" is registered twice: twice/index.ts:8:1 and',
      "keep one",
    ],
    ["the same filter", ["hello", "hello"], "hello is there twice", "name each filter once"],
    [
      "its folder and its file",
      ["hello", "./hello/index.ts"],
      "hello and ./hello/index.ts are the same",
      "each filter once",
    ],
    ["one that registers nothing", ["hello", "empty"], "the filter empty registers nothing", "call register("],
    ["one that serves any root id", ["hello", "any"], "the filter any serves every root id", "build it alone"],
    ["a module", ["hello", "some.wasm"], "some.wasm is a module already", "one after another in a chain"],
    ["one that is not there", ["hello", "hullo"], "no filter at hullo", "did you mean hello"],
  ])("is %s", async (_, filters, message, hint) => {
    const { code, stdout, stderr } = await run("build", ...filters, "-o", "refused.wasm");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^hint: /m);
    expect(stderr).toContain(hint);
    expect(await readdir(folder.path)).not.toContain("refused.wasm");
  });
});
