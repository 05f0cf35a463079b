import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { lstat, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeAtomically } from "../../tooling/atomic-write.js";

const BUILT = fileURLToPath(new URL("../../dist/tooling/atomic-write.js", import.meta.url));
/** Says that it has begun to write a file, and never ends: `writeFile` takes pieces as well. */
const ENDLESS = `const { writeAtomically } = await import(process.argv[1]);
setInterval(() => 0, 1000);
async function* pieces() { yield "half"; console.log("writes"); await new Promise(() => undefined); }
await writeAtomically(process.argv[2], pieces());`;
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

  it("keeps the mode of what it replaces, and the link that leads to it", async () => {
    await mkdir(join(folder, "elsewhere"));
    await writeFile(join(folder, "elsewhere/out"), "old", { mode: 0o600 });
    await symlink(join(folder, "elsewhere/out"), join(folder, "link"));
    await writeAtomically(join(folder, "link"), "new");
    expect(await readFile(join(folder, "elsewhere/out"), "utf8")).toBe("new");
    expect((await stat(join(folder, "elsewhere/out"))).mode & 0o777).toBe(0o600);
    expect((await lstat(join(folder, "link"))).isSymbolicLink()).toBe(true);
  });

  it("writes where a link leads, though nothing is there yet", async () => {
    await symlink("later", join(folder, "link"));
    await writeAtomically(join(folder, "link"), "new");
    expect(await readFile(join(folder, "later"), "utf8")).toBe("new");
    expect((await lstat(join(folder, "link"))).isSymbolicLink()).toBe(true);
  });

  it("takes every name that a file may have, and says of a longer one what is wrong", async () => {
    await writeAtomically(join(folder, "n".repeat(230)), "new");
    expect(await readdir(folder)).toEqual(["n".repeat(230)]);
    await expect(writeAtomically(join(folder, "n".repeat(300)), "new")).rejects.toThrow("its name is too long");
  });

  it("writes into a pipe, and leaves it a pipe", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const [, text] = await Promise.all([writeAtomically(pipe, "new"), readFile(pipe, "utf8")]);
    expect(text).toBe("new");
    expect((await stat(pipe)).isFIFO()).toBe(true);
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

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("leaves nothing beside it at %s", async (signal) => {
    await writeFile(join(folder, "out"), "old");
    const child = spawn(process.execPath, ["--input-type=module", "-e", ENDLESS, BUILT, join(folder, "out")]);
    const exited = once(child, "exit");
    await once(child.stdout, "data");
    expect(await readdir(folder)).toHaveLength(2);
    child.kill(signal);
    expect(await exited).toEqual([null, signal]);
    expect(await readdir(folder)).toEqual(["out"]);
    expect(await readFile(join(folder, "out"), "utf8")).toBe("old");
  });

  it("takes away what a killed one has left an hour ago, and nothing else", async () => {
    const others = [".out.notes", `.outs.${randomUUID()}`];
    for (const name of [...others, `.out.${randomUUID()}`]) await writeFile(join(folder, name), "half");
    await writeAtomically(join(folder, "out"), "now");
    expect(await readdir(folder)).toHaveLength(4);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61 * 60 * 1000 });
    await writeAtomically(join(folder, "out"), "later").finally(() => vi.useRealTimers());
    expect((await readdir(folder)).sort()).toEqual(["out", ...others].sort());
  });
});
