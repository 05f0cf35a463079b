import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe } from "vitest";
import { cacheDirectory } from "../../tooling/cache-directory.js";
import { isCi, isExecutable, type RealPart, searchPath } from "./find.js";
import type { DebianPart } from "./parts.js";

const run = promisify(execFile);

/**
 * Finds a part by its variable, on `PATH`, where Debian has it or in the project's cache, or brings it there by `apt-get download`, which
 * needs no root.
 */
export async function findDebianPart(part: DebianPart): Promise<RealPart> {
  const named = process.env[part.environment];
  if (named) return { path: named };
  const onPath = await searchPath(part.name);
  if (onPath !== null) return { path: onPath };
  const installed = join("/", part.file);
  if (await isExecutable(installed)) return { path: installed };
  const folder = join(cacheDirectory(), part.name);
  const cached = join(folder, part.file);
  if (await isExecutable(cached)) return { path: cached };
  try {
    await install(part, folder);
    return { path: cached };
  } catch (error) {
    const [reason] = (error as Error).message.trim().split("\n").slice(-1);
    return { missing: `no ${part.name} on PATH, and apt-get can't download it: ${reason}` };
  }
}

/** `describe` for what needs such a part. Without it it is skipped, and its name says why; with `CI` set it runs, and fails. */
export function describeWithPart(found: RealPart, name: string, tests: () => void): void {
  const reason = "missing" in found ? found.missing : null;
  const isSkipped = reason !== null && !isCi;
  describe.skipIf(isSkipped)(isSkipped ? `${name} (skipped: ${reason})` : name, { timeout: 60_000 }, tests);
}

/** Unpacked beside its place, then renamed: of test files that do so at the same time the later one finds it there. */
async function install({ name, file }: DebianPart, folder: string): Promise<void> {
  await mkdir(join(folder, ".."), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    await run("apt-get", ["download", name], { cwd: work });
    const [archive = ""] = (await readdir(work)).filter((each) => each.endsWith(".deb"));
    await run("dpkg", ["-x", archive, "root"], { cwd: work });
    await rename(join(work, "root"), folder).catch(async (error: unknown) => {
      if (!(await isExecutable(join(folder, file)))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
