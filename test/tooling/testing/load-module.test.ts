import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Papers, writePapers } from "../../../tooling/compile/papers.js";
import { loadModule } from "../../../tooling/testing/load-module.js";
import { setsHeader } from "../envoy/modules.js";

const fixtures = fileURLToPath(new URL("../../fixtures/filters/", import.meta.url));
let folder: string;

beforeEach(async () => {
  // Within the package: a filter imports it by name.
  folder = await mkdtemp(join(fixtures, "hello-"));
  await cp(join(fixtures, "hello"), folder, { recursive: true });
  vi.stubEnv("SLUICE_CACHE", join(folder, "cache"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe("loadModule", () => {
  it("compiles a filter once, and again when a file of it changed", async () => {
    const first = await loadModule(folder);
    expect(WebAssembly.validate(first.module as Uint8Array<ArrayBuffer>)).toBe(true);
    expect(first.papers?.rootIds).toHaveLength(1);
    const [build = "", ...others] = await readdir(join(folder, "cache", "build"));
    expect(others).toEqual([]);
    const { ino } = await stat(join(folder, "cache", "build", build));
    const second = await loadModule(folder);
    expect((await stat(join(folder, "cache", "build", build))).ino, "a build of its own").toBe(ino);
    expect(Buffer.compare(second.module, first.module)).toBe(0);
    expect(second.papers).toEqual(first.papers);

    const source = await readFile(join(folder, "index.ts"), "utf8");
    await writeFile(join(folder, "index.ts"), source.replaceAll("x-wasm", "x-other"));
    expect(Buffer.compare((await loadModule(folder)).module, first.module)).not.toBe(0);
  });

  it("reads a .wasm file, with its papers", async () => {
    const path = join(folder, "module.wasm");
    const papers: Papers = {
      name: "n",
      version: "1.0.0",
      abi: "0.2.1",
      rootIds: ["r"],
      kinds: { r: ["network"] },
      hostFunctions: [],
      metricLabels: ["method"],
      configSchemas: {},
      steps: null,
    };
    await writeFile(path, writePapers(setsHeader("x-a", "b"), papers));
    expect((await loadModule(path)).papers).toEqual(papers);
  });

  it("takes bytes as they are, and finds no papers in what is no module", async () => {
    const module = new TextEncoder().encode("#!/bin/sh");
    expect(await loadModule(module)).toEqual({ module, papers: null });
    expect((await loadModule(setsHeader("x-a", "b"))).papers).toBeNull();
  });

  it("names a path that leads nowhere", async () => {
    await expect(loadModule("no/such/filter")).rejects.toMatchObject({
      code: "ERR_FILE_NOT_FOUND",
      message: expect.stringContaining("no/such/filter") as string,
    });
  });
});
