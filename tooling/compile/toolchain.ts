import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { packageVersion } from "../package-root.js";

/** The rooms whose code decides over a module's bytes, or over whether it is refused. */
const ROOMS = ["./", "../abi/", "../check/", "../wasm/", "../../assembly/shared/"];

let digest: string | null = null;

/**
 * The digest (hex) of all but the sources that makes a module what it is: this package's version and the code of its build,
 * and which AssemblyScript, Binaryen and fflate are installed. Loads none of them.
 */
export function toolchainDigest(): string {
  if (digest !== null) return digest;
  const hash = createHash("sha256").update(packageVersion());
  const { resolve } = createRequire(import.meta.url);
  const [assemblyScript, fflate] = [resolve("assemblyscript/package.json"), resolve("fflate/package.json")];
  const binaryen = createRequire(assemblyScript).resolve("binaryen/package.json");
  for (const file of [assemblyScript, binaryen, fflate, ...codeFiles()]) hash.update(readFileSync(file)).update("\0");
  digest = hash.digest("hex");
  return digest;
}

/** What runs of each room: `.js` as installed, `.ts` where this package is worked on. */
function codeFiles(): string[] {
  return ROOMS.flatMap((room) => {
    const folder = fileURLToPath(new URL(room, import.meta.url));
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => /(?<!\.d)\.[jt]s$/.test(file))
      .sort()
      .map((file) => folder + file);
  });
}
