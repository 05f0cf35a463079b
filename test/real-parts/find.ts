import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { cachedPath, type GoPart } from "./parts.js";

/** A program that tests need and this project does not bring along: its path, or why there is none. */
export type RealPart = { readonly path: string } | { readonly missing: string };

/** Whether a missing part is a failure and not a reason to skip: in CI. */
export const isCi = !["", "false", undefined].includes(process.env["CI"]);

/** Finds a part by its variable, on `PATH` or in the cache. It is not built here: that takes minutes. */
export async function findPart(part: GoPart): Promise<RealPart> {
  const named = process.env[part.environment];
  if (named) return { path: named };
  const onPath = await searchPath(part.name);
  if (onPath !== null) return { path: onPath };
  if (await isExecutable(cachedPath(part))) return { path: cachedPath(part) };
  return { missing: `no ${part.name}: npm run real-parts builds it, with Go` };
}

/** The path of a program that the shell would find. */
export async function searchPath(program: string): Promise<string | null> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (folder !== "" && (await isExecutable(join(folder, program)))) return join(folder, program);
  }
  return null;
}

/** Whether there is a program at a path. */
export function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
