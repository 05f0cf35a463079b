import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HEADER } from "../../../../tooling/manifest/output/files.js";
import { writeFiles } from "../../../../tooling/manifest/index.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-files-"));
});
afterEach(() => rm(folder, { recursive: true }));

const of = (mark: string, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`base/${mark}-${index}.yaml`, `${HEADER}${mark}\n`]));

describe("the files of a manifest", () => {
  it("are all there or none: after a failure the former ones are", async () => {
    const target = join(folder, "deploy");
    await writeFiles(target, of("first", 3));
    const broken = { ...of("second", 3), "base/second-0.yaml/impossible.yaml": HEADER };
    await expect(writeFiles(target, broken)).rejects.toMatchObject({ code: "ERR_FILE_UNWRITABLE", exitCode: 2 });
    expect((await readdir(join(target, "base"))).sort()).toEqual(["first-0.yaml", "first-1.yaml", "first-2.yaml"]);
    expect(await readdir(folder)).toEqual(["deploy"]);
  });

  it("are those of one writer, of several at the same time", async () => {
    const target = join(folder, "deploy");
    const marks = ["a", "b", "c", "d", "e"];
    const outcomes = await Promise.allSettled(marks.map((mark) => writeFiles(target, of(mark, 20))));
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
    const names = await readdir(join(target, "base"));
    expect(names).toHaveLength(20);
    expect(new Set(names.map((name) => name[0])).size).toBe(1);
    expect(await readdir(folder)).toEqual(["deploy"]);
  });

  it("leave what is not theirs as it is, links too", async () => {
    const target = join(folder, "deploy");
    await writeFiles(target, of("first", 1));
    await writeFile(join(target, "base/theirs.yaml"), "theirs");
    await symlink("base/theirs.yaml", join(target, "link"));
    await writeFiles(target, of("second", 1));
    expect((await readdir(join(target, "base"))).sort()).toEqual(["second-0.yaml", "theirs.yaml"]);
    expect(await readFile(join(target, "link"), "utf8")).toBe("theirs");
  });
});
