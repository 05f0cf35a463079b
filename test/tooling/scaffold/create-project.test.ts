import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProject } from "../../../tooling/scaffold/create-project.js";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-new-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const FILES = [
  ".gitignore",
  "README.md",
  "filters/hello/index.ts",
  "filters/tsconfig.json",
  "package.json",
  "test/hello.test.ts",
  "tsconfig.json",
];

/** The files in a folder and below. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

describe("createProject", () => {
  it("writes the whole project and nothing beside it", async () => {
    const { folder, files } = await createProject({ name: "hello", directory });
    expect(folder).toBe(join(directory, "hello"));
    expect(files).toEqual(FILES);
    expect(await filesIn(folder)).toEqual(FILES);
    expect(await readdir(directory)).toEqual(["hello"]);
    expect(JSON.parse(await readFile(join(folder, "package.json"), "utf8"))).toMatchObject({
      name: "hello",
      type: "module",
      devDependencies: { sluice: expect.stringMatching(/^\^\d+\.\d+\.\d+$/) as string },
    });
    // What an editor needs that brings TypeScript 5.
    expect(JSON.parse(await readFile(join(folder, "tsconfig.json"), "utf8"))).toMatchObject({
      compilerOptions: { lib: expect.arrayContaining(["dom.iterable"]) as string[] },
    });
    expect(await readFile(join(folder, "filters/hello/index.ts"), "utf8")).toContain('register("hello", ');
  });

  it("fills an empty folder", async () => {
    await mkdir(join(directory, "hello"));
    await createProject({ name: "hello", directory });
    expect(await filesIn(join(directory, "hello"))).toEqual(FILES);
  });

  it.each(["", "Hello", "1st", "a_b", "a--b", "-a", "a-", "../up", "a/b", "a.b", "é", "a".repeat(64)])(
    "refuses the name %j",
    async (name) => {
      await expect(createProject({ name, directory })).rejects.toMatchObject({
        code: "ERR_USAGE",
        message: `"${name}" cannot name a project`,
      });
      expect(await readdir(directory)).toEqual([]);
    },
  );

  it("refuses a folder that holds something, and leaves it alone", async () => {
    const folder = join(directory, "hello");
    await mkdir(folder);
    await writeFile(join(folder, "mine"), "mine");
    await expect(createProject({ name: "hello", directory })).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: `the folder ${folder} is not empty`,
    });
    expect(await readdir(folder)).toEqual(["mine"]);
  });

  it("refuses a file in the way", async () => {
    const folder = join(directory, "hello");
    await writeFile(folder, "mine");
    await expect(createProject({ name: "hello", directory })).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: `${folder} is in the way: it is a file`,
    });
  });

  it("leaves nothing where it cannot write", async () => {
    await expect(createProject({ name: "hello", directory: join(directory, "missing") })).rejects.toMatchObject({
      code: "ERR_FILE_UNWRITABLE",
    });
    expect(await readdir(directory)).toEqual([]);
  });
});
