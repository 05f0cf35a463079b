/**
 * `npm run test:istio`: Istio's own programs judge the manifests and run them. They are found in the folder `$SLUICE_ISTIO` or in the
 * project's cache, or built into it from Go modules (minutes, once); where that is not possible a line says why, and the tests are
 * skipped, but in CI that is a failure. With `--if-there` nothing is built, and nothing fails for want of the programs. Other arguments
 * go to vitest.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPrograms, findPrograms } from "./programs.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const isIfThere = process.argv.includes("--if-there");

const found = findPrograms();
const programs = found.canBeBuilt && !isIfThere ? await buildPrograms() : found;
if (programs.folder === undefined) {
  const isFailure = !isIfThere && !["", "false", undefined].includes(process.env.CI);
  console.error(`test:istio ${isFailure ? "failed" : "skipped"}: ${programs.missing}`);
  if (isFailure) process.exitCode = 1;
} else {
  console.error(`test:istio runs the programs of ${programs.folder}`);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const rest = process.argv.slice(2).filter((argument) => argument !== "--if-there");
  const args = [vitest, "run", "--config", join("test", "istio", "real", "vitest.config.ts"), ...rest];
  const env = { ...process.env, SLUICE_ISTIO: programs.folder };
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit", env });
  // From a terminal both get it: vitest ends what it started, and this process waits for that.
  process.on("SIGINT", () => {}).on("SIGTERM", () => child.kill("SIGTERM"));
  child.once("close", (code) => (process.exitCode = code ?? 1));
}
