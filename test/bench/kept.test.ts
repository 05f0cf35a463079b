import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Kept } from "./kept.js";

describe("what a run keeps", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kept-"));
  });

  afterAll(async () => rm(folder, { recursive: true }));

  it("is in the file record by record, and is there in the next run", async () => {
    const file = join(folder, "records.json");
    const first = await Kept.open<string>(file);
    expect(first.records).toEqual([]);
    await first.add("a");
    await first.add("b");
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(["a", "b"]);
    const second = await Kept.open<string>(file);
    await second.add("A", (earlier) => earlier === "a");
    expect((await Kept.open<string>(file)).records).toEqual(["A", "b"]);
  });

  it("is nowhere without a file", async () => {
    const kept = await Kept.open<string>(undefined);
    await kept.add("a");
    expect(kept.records).toEqual(["a"]);
  });

  it.each(["{}", "[", ""])("can't be %j", async (text) => {
    const file = join(folder, "broken.json");
    await writeFile(file, text);
    await expect(Kept.open(file)).rejects.toMatchObject({ code: "ERR_USAGE", message: `${file}: is no list in JSON` });
  });
});
