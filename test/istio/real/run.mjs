/**
 * `npm run test:istio`: Istio's own programs judge the manifests and run them. They are found in the folder `$SLUICE_ISTIO` or in the
 * project's cache, or built into it from Go modules (minutes, once); where that is not possible a line says why, and the tests are
 * skipped, but in CI that is a failure. Arguments go to vitest.
 */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** A Go module of ours: Istio's tags are no versions of Go, and its replacements are wanted. */
const sources = fileURLToPath(new URL("istiod/", import.meta.url));
const PACKAGES = [".", "istio.io/istio/pilot/cmd/pilot-agent", "istio.io/istio/istioctl/cmd/istioctl"];
const TOOLS = ["istiod", "pilot-agent", "istioctl", "envoy_bootstrap.json"];

const tools = process.env.SLUICE_ISTIO ?? (await findOrBuild());
if (tools !== null) {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const args = [vitest, "run", "--config", join("test", "istio", "real", "vitest.config.ts"), ...process.argv.slice(2)];
  const env = { ...process.env, SLUICE_ISTIO: tools };
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit", env });
  // From a terminal both get it: vitest ends what it started, and this process waits for that.
  process.on("SIGINT", () => {}).on("SIGTERM", () => child.kill("SIGTERM"));
  child.once("close", (code) => (process.exitCode = code ?? 1));
}

/** The programs' folder, null where they are not and can't be built. */
async function findOrBuild() {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum", "main.go", "objects.go"]) hash.update(readFileSync(join(sources, file)));
  const cache = join(process.env.SLUICE_CACHE ?? join(root, ".cache", "sluice"), "istio");
  const folder = join(cache, hash.digest("hex").slice(0, 16));
  if (TOOLS.every((tool) => existsSync(join(folder, tool)))) return folder;
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
  } catch {
    return missing("Istio's programs are not in $SLUICE_ISTIO nor in the cache, and there is no Go to build them");
  }
  console.error("building istiod, pilot-agent and istioctl, once: this takes some minutes");
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    const go = (...args) => execFileSync("go", args, { cwd: sources, stdio: ["ignore", "pipe", "inherit"] }).toString();
    go("build", "-trimpath", "-ldflags=-s -w", "-o", `${work}/`, ...PACKAGES);
    const istio = go("list", "-m", "-f", "{{.Dir}}", "istio.io/istio").trim();
    await cp(join(istio, "tools", "packaging", "common", "envoy_bootstrap.json"), join(work, "envoy_bootstrap.json"));
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
  } catch {
    await rm(work, { recursive: true, force: true });
    return missing("Istio's programs can't be built here");
  }
  return folder;
}

function missing(reason) {
  const isCi = !["", "false", undefined].includes(process.env.CI);
  console.error(`test:istio ${isCi ? "failed" : "skipped"}: ${reason}`);
  if (isCi) process.exitCode = 1;
  return null;
}
