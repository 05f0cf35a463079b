import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

/**
 * The folder for what the tooling downloads, and for what it compiled. In this order:
 *
 * 1. `$SLUICE_CACHE`;
 * 2. `.cache/sluice` of the nearest folder upwards that has a `package.json`: beside `node_modules`, not in it, since `npm ci`
 *    empties that, and Envoy would be downloaded again;
 * 3. outside a project, `sluice` in `$XDG_CACHE_HOME` or in `~/.cache`.
 */
export function cacheDirectory(cwd: string = process.cwd(), env: NodeJS.ProcessEnv = process.env): string {
  if (env.SLUICE_CACHE) return resolve(cwd, env.SLUICE_CACHE);
  const project = nearestProject(resolve(cwd));
  if (project !== null) return join(project, ".cache", "sluice");
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "sluice");
}

function nearestProject(directory: string): string | null {
  if (existsSync(join(directory, "package.json"))) return directory;
  const parent = dirname(directory);
  return parent === directory ? null : nearestProject(parent);
}
