import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheDirectory } from "../../../tooling/cache-directory.js";
import { isExecutable, type RealPart, searchPath } from "../../real-parts/find.js";

const run = promisify(execFile);
const PROGRAM = "docker-registry";

/**
 * Debian's `docker-registry`, the CNCF Distribution registry: `$SLUICE_DOCKER_REGISTRY`, on `PATH`, in the project's cache,
 * or brought there by `apt-get download`, which needs no root.
 */
export const dockerRegistry: RealPart = await find();

async function find(): Promise<RealPart> {
  const named = process.env["SLUICE_DOCKER_REGISTRY"];
  if (named) return { path: named };
  const onPath = await searchPath(PROGRAM);
  if (onPath !== null) return { path: onPath };
  const folder = join(cacheDirectory(), PROGRAM);
  const cached = join(folder, "usr", "bin", PROGRAM);
  if (await isExecutable(cached)) return { path: cached };
  try {
    await install(folder);
    return { path: cached };
  } catch (error) {
    const [reason] = (error as Error).message.trim().split("\n").slice(-1);
    return { missing: `no ${PROGRAM} on PATH, and apt-get can't download it: ${reason}` };
  }
}

/** Unpacked beside its place, then renamed: of test files that do so at the same time the later one finds it there. */
async function install(folder: string): Promise<void> {
  await mkdir(join(folder, ".."), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    await run("apt-get", ["download", PROGRAM], { cwd: work });
    const [archive = ""] = (await readdir(work)).filter((name) => name.endsWith(".deb"));
    await run("dpkg", ["-x", archive, "root"], { cwd: work });
    await rename(join(work, "root"), folder).catch(async (error: unknown) => {
      if (!(await isExecutable(join(folder, "usr", "bin", PROGRAM)))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
