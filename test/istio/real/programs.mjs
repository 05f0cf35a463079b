/** Finds Istio's programs, or builds them from Go modules into the project's cache. */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** A Go module of ours: Istio's tags are no versions of Go, and its replacements are wanted. */
const sources = fileURLToPath(new URL("istiod/", import.meta.url));
const PACKAGES = [".", "istio.io/istio/pilot/cmd/pilot-agent", "istio.io/istio/istioctl/cmd/istioctl"];
const TOOLS = ["istiod", "pilot-agent", "istioctl", "envoy_bootstrap.json"];

/**
 * The compiler's work is the build, and optimization much of it: without, and with fewer collections of the compiler's own garbage (GOGC),
 * it takes not much over half.
 */
const QUICK = ["-gcflags=all=-N -l"];

/** Packages that are built, between two lines that say so. */
const PROGRESS_STEP = 250;

/** Where the programs are: their folder, or why they are nowhere. */
export function findPrograms() {
  const named = process.env.SLUICE_ISTIO;
  const folder = named || cachedFolder();
  const absent = TOOLS.filter((tool) => !existsSync(join(folder, tool)));
  if (absent.length === 0) return { folder };
  return {
    missing: named
      ? `$SLUICE_ISTIO has no ${absent.join(" and no ")}`
      : "Istio's programs are not in $SLUICE_ISTIO nor in the cache",
    canBeBuilt: !named,
  };
}

/** Builds them into the cache, whole or not at all: their folder, or why that can't be. */
export async function buildPrograms() {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
  } catch {
    return { missing: "Istio's programs are not in $SLUICE_ISTIO nor in the cache, and there is no Go to build them" };
  }
  const folder = cachedFolder();
  await mkdir(join(folder, ".."), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  let go = null;
  const clean = () => rmSync(work, { recursive: true, force: true });
  const stop = (signal) => {
    const exit = () => process.exit(signal === "SIGINT" ? 130 : 143);
    if (go?.kill(signal)) go.once("close", exit);
    else exit();
  };
  process.once("exit", clean).once("SIGINT", stop).once("SIGTERM", stop);
  try {
    go = startBuild(work);
    const [code] = await once(go, "close");
    if (code !== 0) throw new Error("go build failed");
    const istio = goList("-m", "-f", "{{.Dir}}", "istio.io/istio");
    await cp(join(istio, "tools", "packaging", "common", "envoy_bootstrap.json"), join(work, "envoy_bootstrap.json"));
    rmSync(folder, { recursive: true, force: true });
    await rename(work, folder);
    return { folder };
  } catch (error) {
    return { missing: `Istio's programs can't be built here: ${error.message}` };
  } finally {
    clean();
    process.off("exit", clean).off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function cachedFolder() {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum", "main.go", "objects.go"]) hash.update(readFileSync(join(sources, file)));
  const cache = join(process.env.SLUICE_CACHE ?? join(root, ".cache", "sluice"), "istio");
  return join(cache, hash.digest("hex").slice(0, 16));
}

function goList(...args) {
  return execFileSync("go", ["list", ...args], { cwd: sources, stdio: ["ignore", "pipe", "inherit"] })
    .toString()
    .trim();
}

/** Go at work, which says in lines of ours how far it is. */
function startBuild(target) {
  console.error("building istiod, pilot-agent and istioctl, once: this takes minutes");
  const total = goList("-deps", ...PACKAGES).split("\n").length;
  const started = Date.now();
  const args = ["build", "-v", "-trimpath", ...QUICK, "-ldflags=-s -w", "-o", `${target}/`, ...PACKAGES];
  const env = { ...process.env, GOGC: "400" };
  const go = spawn("go", args, { cwd: sources, env, stdio: ["ignore", "inherit", "pipe"] });
  let built = 0;
  createInterface({ input: go.stderr }).on("line", (line) => {
    // Of each package its name; anything else is Go's complaint, or what it downloads.
    if (!/^[\w.~/-]+$/.test(line)) {
      if (!line.startsWith("go: downloading")) console.error(line);
    } else if (++built % PROGRESS_STEP === 0) {
      const minutes = ((Date.now() - started) / 60_000).toFixed(1);
      console.error(`built ${built} packages of at most ${total} in ${minutes} minutes`);
    }
  });
  return go;
}
