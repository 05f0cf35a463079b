import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { replaceFolder } from "../../tooling/replace-folder.js";

const BUILT = fileURLToPath(new URL("../../dist/tooling/replace-folder.js", import.meta.url));
/** Says that it has begun to fill a folder, and never ends. */
const ENDLESS = `const { replaceFolder } = await import(process.argv[1]);
setInterval(() => 0, 1000);
await replaceFolder(process.argv[2], "the chart", () => new Promise(() => console.log("fills")));`;
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

  it("is done by all of several at the same time: one's folder stays, whole, and nothing beside it", async () => {
    const contents = Array.from({ length: 8 }, (_, index) => `writer ${index}`);
    for (let round = 0; round < 20; round++) {
      await Promise.all(
        contents.map((text) =>
          replaceFolder(folder, "the chart", async (path) => {
            await mkdir(join(path, "templates"));
            await fillWith(text)(path);
          }),
        ),
      );
      expect((await readdir(folder)).sort()).toEqual(["Chart.yaml", "templates"]);
      expect(contents).toContain(await readFile(join(folder, "Chart.yaml"), "utf8"));
      expect(await readdir(parent)).toEqual(["chart"]);
    }
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("leaves nothing beside it at %s", async (signal) => {
    await replaceFolder(folder, "the chart", fillWith("first"));
    const child = spawn(process.execPath, ["--input-type=module", "-e", ENDLESS, BUILT, folder]);
    const exited = once(child, "exit");
    await once(child.stdout, "data");
    expect(await readdir(parent)).toHaveLength(2);
    child.kill(signal);
    expect(await exited).toEqual([null, signal]);
    expect(await readdir(parent)).toEqual(["chart"]);
    expect(await readFile(join(folder, "Chart.yaml"), "utf8")).toBe("first");
  });

  it("takes away what a killed one has left an hour ago, and nothing else", async () => {
    const others = [".chart.notes", `.charts.${randomUUID()}`];
    for (const name of [...others, `.chart.${randomUUID()}`, `.chart.${randomUUID()}.old`]) {
      await mkdir(join(parent, name));
    }
    await replaceFolder(folder, "the chart", fillWith("now"));
    expect(await readdir(parent)).toHaveLength(5);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61 * 60 * 1000 });
    await replaceFolder(folder, "the chart", fillWith("later")).finally(() => vi.useRealTimers());
    expect((await readdir(parent)).sort()).toEqual(["chart", ...others].sort());
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
