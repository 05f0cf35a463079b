import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileFilter } from "../../tooling/compile/compile.js";
import { readModule } from "../../tooling/wasm/index.js";

const PROGRAM = `
  export * from "@solo-io/proxy-runtime/proxy";
  import { Context, FilterHeadersStatusValues, registerRootContext, RootContext } from "@solo-io/proxy-runtime";
  class Root extends RootContext {
    createContext(id: u32): Context { return new Stream(id, this); }
  }
  class Stream extends Context {
    onResponseHeaders(a: u32, end: bool): FilterHeadersStatusValues { return FilterHeadersStatusValues.Continue; }
  }
`;
const register = (name: string): string => `registerRootContext((id: u32) => new Root(id), ${name});`;

describe("a program written for proxy-runtime", () => {
  let folder = "";

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-compat-"));
    await write("package.json", '{ "name": "old", "version": "1.2.3" }');
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }

  async function build(program: string): ReturnType<typeof compileFilter> {
    await write("assembly/index.ts", program);
    return compileFilter({ filter: join(folder, "assembly"), cache: false });
  }

  it("exports what it overrides, once, and nothing that it re-exports", async () => {
    const { module, callbacks, papers } = await build(PROGRAM + register('"old"'));
    expect(callbacks).toEqual([
      ...["proxy_on_configure", "proxy_on_context_create", "proxy_on_delete", "proxy_on_response_headers"],
    ]);
    const exported = readModule(module).exports.map(({ name }) => name);
    expect(exported.filter((name) => /^proxy_on_(?!memory)/.test(name)).sort()).toEqual(callbacks);
    expect(new Set(exported).size).toBe(exported.length);
    expect(papers).toMatchObject({ rootIds: ["old"], version: "1.2.3" });
  });

  it("gets our layer even where the old package is installed", async () => {
    const package_ = "node_modules/@solo-io/proxy-runtime";
    await write(`${package_}/package.json`, '{ "name": "@solo-io/proxy-runtime", "ascMain": "assembly/index.ts" }');
    for (const path of ["assembly/index.ts", "assembly/proxy.ts", "proxy.ts", "index.ts"]) {
      await write(`${package_}/${path}`, "nonsense that does not compile");
    }
    await write(`${package_}/assembly/imports.ts`, "export const x = 1;");
    const below = 'import "@solo-io/proxy-runtime/assembly/imports";';
    await expect(build(PROGRAM + register('"old"') + below)).rejects.toMatchObject({ code: "ERR_COMPILE" });
    await write("asconfig.json", '{ "options": { "bindings": "esm", "use": "abort=abort_proc_exit" } }');
    expect((await build(PROGRAM + register('"old"'))).papers.rootIds).toEqual(["old"]);
  });

  it("may name its root id by a constant, of another file too, and register through a namespace", async () => {
    await write("assembly/names.ts", 'export const OTHER: string = "other";');
    const more = `
      import { OTHER } from "./names";
      import * as proxy from "@solo-io/proxy-runtime/assembly/runtime";
      const MINE = "mine";
      ${register("MINE")} ${register("OTHER")}
      proxy.registerRootContext((id: u32) => new Root(id), "third");
    `;
    expect((await build(PROGRAM + more)).papers.rootIds).toEqual(["mine", "other", "third"]);
  });

  it.each([
    ["computes its root id", `function name(): string { return "a"; } ${register("name()")}`, "string literals"],
    ["may change its root id", `let name = "a"; ${register("name")}`, "string literals"],
    ["registers nothing", "", "registers nothing"],
    ["reaches below the surface", `import "@solo-io/proxy-runtime/assembly/imports"; ${register('"a"')}`, "not found"],
  ])("is refused where it %s", async (_, more, message) => {
    await expect(build(PROGRAM + more)).rejects.toMatchObject({
      ...{ code: "ERR_COMPILE", message: expect.stringContaining(message) as string },
    });
  });

  it("exports the answers to HTTP calls only where it makes some", async () => {
    const calling = PROGRAM.replace(
      "return Filter",
      'this.root_context.httpCall("a", [], new ArrayBuffer(0), [], 1, this, () => {}); return Filter',
    );
    const { callbacks } = await build(calling.replace("() => {}", "(o, h, b, t) => {}") + register('"old"'));
    expect(callbacks).toContain("proxy_on_http_call_response");
  });

  it("is less than half of what the old package made of it", async () => {
    const { module } = await compileFilter({ filter: "test/fixtures/filters/compat-addheader" });
    expect(module.length).toBeLessThan(26_500 / 2);
  });
});
