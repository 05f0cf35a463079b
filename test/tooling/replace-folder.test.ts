import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceFolder } from "../../tooling/replace-folder.js";

let parent = "";
let folder = "";

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "sluice-replace-"));
  folder = join(parent, "chart");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const fillWith = (text: string) => (path: string) => writeFile(join(path, "Chart.yaml"), text);

describe("replaceFolder", () => {
  it("puts a folder in the place of what was there, and leaves nothing beside it", async () => {
    await replaceFolder(folder, "the chart", fillWith("first"));
    await replaceFolder(folder, "the chart", fillWith("second"));
    expect(await readFile(join(folder, "Chart.yaml"), "utf8")).toBe("second");
    expect(await readdir(parent)).toEqual(["chart"]);
  });

  it("leaves what was there where it can't be filled", async () => {
    await replaceFolder(folder, "the chart", fillWith("first"));
    const fill = (path: string) => writeFile(join(path, "none", "Chart.yaml"), "second");
    await expect(replaceFolder(folder, "the chart", fill)).rejects.toMatchObject({
      ...{ code: "ERR_FILE_UNWRITABLE", message: `cannot write the chart ${folder}: ENOENT` },
    });
    expect(await readFile(join(folder, "Chart.yaml"), "utf8")).toBe("first");
    expect(await readdir(parent)).toEqual(["chart"]);
  });

  it("never loses what was there, whoever writes to its place at the same time", async () => {
    await replaceFolder(folder, "the chart", fillWith("first"));
    let isOver = false;
    const intruder = (async () => {
      // As often as it can, a folder that is not empty stands where the new one goes.
      while (!isOver) await mkdir(join(folder, "intruder"), { recursive: true }).catch(() => undefined);
    })();
    const failures: string[] = [];
    for (let round = 0; round < 50; round++) {
      await replaceFolder(folder, "the chart", fillWith("next")).catch((error: unknown) => {
        failures.push((error as { hint: string }).hint);
      });
    }
    isOver = true;
    await intruder;
    for (const hint of failures.filter((text) => text.startsWith("what was there"))) {
      expect(await readdir(hint.replace("what was there before is in ", ""))).not.toEqual([]);
    }
    const others = (await readdir(parent)).filter((name) => name !== "chart");
    expect(others).toHaveLength(failures.filter((text) => text.startsWith("what was there")).length);
  });
});
