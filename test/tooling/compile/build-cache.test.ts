import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { buildCacheDirectory, BUILDS_MAX } from "../../../tooling/compile/build-cache.js";
import { type CompiledFilter, compileFilter } from "../../../tooling/compile/compile.js";

const SOURCE = `
  import { Flow, HttpFilter, register, Request } from "sluice/sdk";
  import { NAME } from "./name";
  @inline function count(n: i32): i32 { return n > 0 ? count(n - 1) : 0; }
  class Mine extends HttpFilter {
    onRequestHeaders(request: Request): Flow {
      request.headers.set(NAME, count(3).toString());
      return Flow.Continue;
    }
  }
  register("mine", () => new Mine());
`;

/** What memory holds once the module has unpacked its data, which is all that `_initialize` does before it registers. */
function staticsOf(module: Uint8Array): Buffer {
  const compiled = new WebAssembly.Module(module as BufferSource);
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(compiled)) (imports[from] ??= {})[name] = () => 0;
  const { memory, _initialize } = new WebAssembly.Instance(compiled, imports).exports;
  (_initialize as () => void)();
  return Buffer.from((memory as WebAssembly.Memory).buffer);
}

describe("the cache of builds", { timeout: 60_000 }, () => {
  let folder = "";
  /** The first build, its cache then empty, and what it left there. */
  let first: CompiledFilter;
  let entry: { readonly name: string; readonly text: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-build-cache-"));
    await mkdir(join(folder, "mine", "name"), { recursive: true });
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "p", version: "1.0.0" }));
    await writeFile(join(folder, "mine", "index.ts"), SOURCE);
    await writeFile(join(folder, "mine", "name", "index.ts"), 'export const NAME = "x-folder";');
    vi.stubEnv("SLUICE_CACHE", join(folder, "cache"));
    first = await compile();
    const [name = ""] = await readdir(buildCacheDirectory());
    entry = { name, text: await readFile(join(buildCacheDirectory(), name), "utf8") };
  });

  beforeEach(async () => {
    vi.stubEnv("SLUICE_CACHE", join(folder, "cache"));
    await rm(buildCacheDirectory(), { recursive: true, force: true });
    await putEntry(entry.text);
  });

  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rm(folder, { recursive: true }));

  const compile = (options: { readonly debug?: boolean; readonly cache?: boolean } = {}): Promise<CompiledFilter> =>
    compileFilter({ filter: join(folder, "mine"), ...options });

  async function putEntry(content: string | Uint8Array): Promise<void> {
    await mkdir(buildCacheDirectory(), { recursive: true });
    await writeFile(join(buildCacheDirectory(), entry.name), content);
  }

  /** Changes a file of the project for one build. */
  async function compileWith(path: string, text: string): Promise<CompiledFilter> {
    const file = join(folder, path);
    const before = await readFile(file, "utf8").catch(() => null);
    await writeFile(file, text);
    try {
      return await compile();
    } finally {
      await (before === null ? rm(file) : writeFile(file, before));
    }
  }

  it("gives all of a build again where no source changed", async () => {
    expect(first.isCached).toBe(false);
    expect(first.warnings.join()).toContain("cannot be inlined into itself");
    expect(await compile()).toEqual({ ...first, isCached: true, module: Buffer.from(first.module) });
    const debug = await compile({ debug: true });
    expect(debug.isCached).toBe(false);
    const again = await compile({ debug: true });
    expect(again).toMatchObject({ isCached: true, sourceMap: debug.sourceMap });
    expect(Buffer.compare(again.module, debug.module)).toBe(0);
  });

  it("makes the bytes that it makes without a cache, and then keeps nothing", async () => {
    await rm(buildCacheDirectory(), { recursive: true });
    const fresh = await compile({ cache: false });
    expect(fresh.isCached).toBe(false);
    expect(Buffer.compare(fresh.module, first.module)).toBe(0);
    await expect(readdir(buildCacheDirectory())).rejects.toThrow("ENOENT");
  });

  it.each([
    ["the filter's file", "mine/index.ts", SOURCE.replace("count(3)", "count(4)")],
    ["a file that it imports", "mine/name/index.ts", 'export const NAME = "x-other";'],
    ["the project's version", "package.json", '{ "version": "1.0.1" }'],
    ["a schema", "mine/config.schema.json", '{ "type": "object", "properties": {}, "additionalProperties": false }'],
  ])("compiles again after a change of %s", async (_, path, text) => {
    const changed = await compileWith(path, text);
    expect(changed.isCached).toBe(false);
    expect(Buffer.compare(changed.module, first.module)).not.toBe(0);
  });

  it("compiles again after a file came that an import now leads to", async () => {
    const changed = await compileWith("mine/name.ts", 'export const NAME = "x-file";');
    expect(changed.isCached).toBe(false);
    expect(staticsOf(changed.module).includes(Buffer.from("x-file", "utf16le"))).toBe(true);
    expect(staticsOf(first.module).includes(Buffer.from("x-folder", "utf16le"))).toBe(true);
  });

  it("compiles several filters again after a change of any of them, or of one that comes or goes", async () => {
    await mkdir(join(folder, "other"));
    const other = SOURCE.replace("./name", "../mine/name").replace('"mine"', '"other"');
    await writeFile(join(folder, "other", "index.ts"), other);
    const build = (...names: string[]): Promise<CompiledFilter> =>
      compileFilter({ filter: names.map((name) => join(folder, name)) });
    const both = await build("mine", "other");
    expect(both.isCached).toBe(false);
    expect(await build("other", "mine")).toEqual({ ...both, isCached: true, module: Buffer.from(both.module) });
    expect((await build("other")).isCached).toBe(false);

    const changes: [string, string][] = [
      ["mine/index.ts", SOURCE.replace("count(3)", "count(5)")],
      ["other/index.ts", other.replace("count(3)", "count(5)")],
      ["other/config.schema.json", '{ "type": "object", "properties": {}, "additionalProperties": false }'],
    ];
    for (const [path, text] of changes) {
      await writeFile(join(folder, path), text);
      const changed = await build("mine", "other");
      expect(changed.isCached, path).toBe(false);
      expect(Buffer.compare(changed.module, both.module), path).not.toBe(0);
    }
    await writeFile(join(folder, "mine/index.ts"), SOURCE);
    await rm(join(folder, "other"), { recursive: true });
  });

  it("compiles nothing again for a file that was only touched", async () => {
    await utimes(join(folder, "mine/index.ts"), new Date(0), new Date(0));
    expect((await compile()).isCached).toBe(true);
  });

  it.each([
    ["is empty", () => ""],
    ["is cut off", (text: string) => text.slice(0, -10)],
    ["has one letter changed", (text: string) => text.replace('"module":"AGFzbQE', '"module":"BGFzbQE')],
    ["is of another key", (text: string) => text.replace(/^\w+/, "0".repeat(64))],
    ["is no text", () => new Uint8Array([0xff, 0xfe, 0x0a, 0xff])],
  ])("compiles again where the entry %s, and mends it", async (_, damage) => {
    const damaged = damage(entry.text);
    expect(damaged).not.toBe(entry.text);
    await putEntry(damaged);
    const mended = await compile();
    expect(mended.isCached).toBe(false);
    expect(Buffer.compare(mended.module, first.module)).toBe(0);
    expect((await compile()).isCached).toBe(true);
  });

  it("builds where the cache cannot be written or read", async () => {
    await rm(buildCacheDirectory(), { recursive: true });
    await writeFile(buildCacheDirectory(), "a file");
    expect((await compile()).isCached).toBe(false);
  });

  it("takes builds at the same time", async () => {
    await rm(buildCacheDirectory(), { recursive: true });
    const builds = await Promise.all([compile(), compile(), compile()]);
    for (const { module } of builds) expect(Buffer.compare(module, first.module)).toBe(0);
    expect(await readdir(buildCacheDirectory())).toEqual([entry.name]);
    expect((await compile()).isCached).toBe(true);
  });

  it("keeps the builds that were used last", async () => {
    const old = Array.from({ length: BUILDS_MAX }, (_, index) => `old-${index}`);
    for (const [index, name] of old.entries()) {
      const file = join(buildCacheDirectory(), name);
      await writeFile(file, "");
      await utimes(file, index, index);
    }
    await utimes(join(buildCacheDirectory(), entry.name), 0, 0);
    expect((await compile()).isCached).toBe(true);
    expect((await compileWith("package.json", '{ "version": "1.0.2" }')).isCached).toBe(false);
    const kept = await readdir(buildCacheDirectory());
    expect(kept).toHaveLength(BUILDS_MAX);
    expect(kept).toContain(entry.name);
    expect(kept).not.toContain("old-0");
    expect(kept).not.toContain("old-1");
    expect(kept).toContain("old-2");
  });
});
