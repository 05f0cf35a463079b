import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { cacheDirectory } from "../cache-directory.js";
import { ToolError } from "../error.js";
import { cachedEnvoyPath } from "./cache.js";
import { installEnvoy } from "./install.js";
import { ENVOY_VERSION, readEnvoyVersion } from "./version.js";

/** An Envoy on this machine. */
export interface EnvoyBinary {
  /** Absolute path of the executable. */
  readonly path: string;
  /** What `envoy --version` says, e.g. `1.40.0`. */
  readonly version: string;
  /** Where it was found: `--envoy`, `$SLUICE_ENVOY`, `PATH`, the cache, or just installed. */
  readonly origin: "flag" | "env" | "path" | "cache" | "installed";
}

/** Where Envoy is looked for. */
export interface FindEnvoyOptions {
  /** The path that the user named. */
  readonly path?: string | undefined;
  /** Whether the pinned Envoy is installed when there is none. Default true. */
  readonly install?: boolean | undefined;
  /** Called with one line of text whenever something slow starts or something unusable is passed over. */
  readonly onProgress?: ((message: string) => void) | undefined;
  /** Folder from which the project is looked for. Default: the working directory. */
  readonly cwd?: string | undefined;
  /** Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Finds Envoy: the given path, `$SLUICE_ENVOY`, `envoy` on `PATH`, the cache (see `cacheDirectory`), and at last installs
 * the pinned version into that cache. A path that the user named is binding: nothing else is tried when it is wrong.
 *
 * @throws ToolError `ERR_ENVOY_NOT_FOUND` when the named file is not an executable Envoy, or when there is none and
 *   `install` is false; `ERR_ENVOY_INSTALL` when the installation fails.
 * @example
 * const envoy = await findEnvoy({ onProgress: (message) => console.error(message) });
 */
export async function findEnvoy(options: FindEnvoyOptions = {}): Promise<EnvoyBinary> {
  const { install = true, onProgress, cwd = process.cwd(), env = process.env } = options;
  if (options.path !== undefined) return named(resolve(cwd, options.path), "flag");
  if (env.SLUICE_ENVOY) return named(resolve(cwd, env.SLUICE_ENVOY), "env", "$SLUICE_ENVOY: ");

  const onPath = await searchPath(env.PATH ?? "", cwd);
  if (onPath !== null) {
    try {
      return { path: onPath, version: await readEnvoyVersion(onPath), origin: "path" };
    } catch {
      onProgress?.(`passing over ${onPath}: it does not run as Envoy`);
    }
  }

  const cache = cacheDirectory(cwd, env);
  const cached = cachedEnvoyPath(cache);
  if (await isExecutable(cached)) return { path: cached, version: ENVOY_VERSION, origin: "cache" };
  if (install) return installEnvoy({ cache, onProgress, env });
  throw new ToolError("ERR_ENVOY_NOT_FOUND", `there is no Envoy on PATH nor in ${cache}`, {
    hint: "run `sluice envoy install`, or name one by its path or in $SLUICE_ENVOY, or use the engine node",
  });
}

async function named(path: string, origin: "flag" | "env", source = ""): Promise<EnvoyBinary> {
  const hint = "name an executable Envoy, or leave it out to let the pinned one be installed";
  if (!(await isExecutable(path))) {
    const reason = (await isFile(path)) ? "is not executable" : "does not exist";
    throw new ToolError("ERR_ENVOY_NOT_FOUND", `${source}${path} ${reason}`, { hint });
  }
  try {
    return { path, version: await readEnvoyVersion(path), origin };
  } catch (cause) {
    throw new ToolError("ERR_ENVOY_NOT_FOUND", `${source}${path} does not run as Envoy`, { hint, cause });
  }
}

async function searchPath(path: string, cwd: string): Promise<string | null> {
  for (const directory of path.split(delimiter)) {
    if (directory === "") continue;
    const candidate = resolve(cwd, join(directory, "envoy"));
    if (await isExecutable(candidate)) return candidate;
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

async function isExecutable(path: string): Promise<boolean> {
  if (!(await isFile(path))) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
