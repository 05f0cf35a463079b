import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeAtomically } from "../../tooling/atomic-write.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-write-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("writeAtomically", () => {
  it("writes a file into a folder that it makes", async () => {
    await writeAtomically(join(folder, "a/b/out.wasm"), new Uint8Array([1, 2]));
    expect([...(await readFile(join(folder, "a/b/out.wasm")))]).toEqual([1, 2]);
  });

  it("replaces what was there, and leaves nothing beside it", async () => {
    await writeFile(join(folder, "out"), "old");
    await writeAtomically(join(folder, "out"), "new");
    expect(await readFile(join(folder, "out"), "utf8")).toBe("new");
    expect(await readdir(folder)).toEqual(["out"]);
  });

  it("refuses to write over a folder, and leaves nothing beside it", async () => {
    await mkdir(join(folder, "out/inner"), { recursive: true });
    const path = join(folder, "out");
    await expect(writeAtomically(path, "x")).rejects.toMatchObject({
      code: "ERR_FILE_UNWRITABLE",
      message: `cannot write ${path}: it is a folder`,
    });
    expect(await readdir(folder)).toEqual(["out"]);
  });

  it("names the file where a part of its path is a file", async () => {
    await writeFile(join(folder, "file"), "");
    const path = join(folder, "file/out");
    await expect(writeAtomically(path, "x")).rejects.toMatchObject({
      code: "ERR_FILE_UNWRITABLE",
      message: `cannot write ${path}: a part of its path is a file`,
    });
  });
});
