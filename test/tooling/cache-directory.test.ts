import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cacheDirectory } from "../../tooling/cache-directory.js";

let folder: string;
let deep: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cache-test-"));
  deep = join(folder, "a", "b");
  await mkdir(deep, { recursive: true });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe("cacheDirectory", () => {
  it("is what $SLUICE_CACHE says", () => {
    expect(cacheDirectory(deep, { SLUICE_CACHE: "../c" })).toBe(join(folder, "a", "c"));
  });

  it("belongs to the nearest project upwards", async () => {
    await writeFile(join(folder, "package.json"), "{}");
    expect(cacheDirectory(deep, {})).toBe(join(folder, ".cache", "sluice"));
    await writeFile(join(folder, "a", "package.json"), "{}");
    expect(cacheDirectory(deep, {})).toBe(join(folder, "a", ".cache", "sluice"));
  });

  it("is the user's outside of a project", () => {
    expect(cacheDirectory(deep, { XDG_CACHE_HOME: "/xdg" })).toBe(join("/xdg", "sluice"));
    expect(cacheDirectory(deep, {})).toBe(join(homedir(), ".cache", "sluice"));
  });
});
