/**
 * `npm run test:istio`: Istio's own `istioctl` judges the manifests. It is found through `$SLUICE_ISTIOCTL`, or in the project's cache,
 * or built into it from the Go module (minutes, once); where none of that is possible the tests are skipped, and a line says why.
 * Arguments go to vitest.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A commit of 2026-08-27: Istio's tags are no versions of Go, and its replacements are wanted, so a module of ours asks for it. */
const VERSION = "v0.0.0-20260827124520-eed52ebb66ad";
const folder = join(process.env.SLUICE_CACHE ?? join(root, ".cache", "sluice"), "istio", VERSION);

const istioctl = process.env.SLUICE_ISTIOCTL ?? (await findOrBuild());
if (istioctl !== null) {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const args = [vitest, "run", "--config", join("test", "istio", "real", "vitest.config.ts"), ...process.argv.slice(2)];
  const env = { ...process.env, SLUICE_ISTIOCTL: istioctl };
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env }).status ?? 1;
}

/** The program's path, null where there is none and none can be built. */
async function findOrBuild() {
  const path = join(folder, "istioctl");
  if (existsSync(path)) return path;
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
  } catch {
    return skip("there is no istioctl in $SLUICE_ISTIOCTL or the cache, and no Go to build it");
  }
  console.error(`building istioctl ${VERSION}, once: this takes some minutes`);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "go.mod"),
    `module sluice.example/istioctl\n\ngo 1.26.0\n\nrequire istio.io/istio ${VERSION}\n`,
  );
  try {
    const env = { ...process.env, GOBIN: folder, GOFLAGS: "-mod=mod" };
    execFileSync("go", ["install", "istio.io/istio/istioctl/cmd/istioctl"], { cwd: folder, stdio: "inherit", env });
  } catch {
    return skip("istioctl can't be built here");
  }
  return path;
}

function skip(reason) {
  console.error(`test:istio skipped: ${reason}`);
  return null;
}
