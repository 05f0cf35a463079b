import { spawn } from "node:child_process";
import { ToolError } from "../../error.js";
import type { Credentials } from "./credentials.js";

const TIMEOUT_MS = 30_000;
const OUTPUT_BYTES_MAX = 1024 * 1024;
/** What Docker's helpers say, and exit with 1, when they have nothing for a server. */
const NOT_FOUND = "credentials not found in native keychain";

/**
 * Asks one of Docker's credential helpers, the program `docker-credential-NAME`; null when it has nothing.
 *
 * @throws ToolError `ERR_REGISTRY_DENIED` when it is not there, fails, or answers what is no answer.
 */
export async function askHelper(name: string, server: string, env: NodeJS.ProcessEnv): Promise<Credentials | null> {
  if (!/^[\w.-]+$/.test(name)) throw failed(name, "has a name that is none");
  const { code, output } = await run(`docker-credential-${name}`, server, env).catch((cause: unknown) => {
    throw failed(name, "cannot be run", cause);
  });
  if (code !== 0) {
    if (output.trim() === NOT_FOUND) return null;
    throw failed(name, `failed with exit code ${code}`);
  }
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    // The cause would quote the output, which is a secret.
    throw failed(name, "answered no JSON");
  }
  const { Username: username, Secret: secret } = (answer ?? {}) as Record<string, unknown>;
  if (typeof username !== "string" || typeof secret !== "string") throw failed(name, "answered no credentials");
  if (secret === "") return null;
  return username === "<token>"
    ? { kind: "identity-token", token: secret }
    : { kind: "password", username, password: secret };
}

function run(
  command: string,
  server: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, ["get"], { env, stdio: ["pipe", "pipe", "ignore"], timeout: TIMEOUT_MS });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
      if (output.length > OUTPUT_BYTES_MAX) child.kill("SIGKILL");
    });
    child.stdin.on("error", () => undefined);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
    child.stdin.end(server);
  });
}

function failed(name: string, what: string, cause?: unknown): ToolError {
  return new ToolError("ERR_REGISTRY_DENIED", `the credential helper docker-credential-${name} ${what}`, {
    hint: "mend credsStore or credHelpers in Docker's config.json, or log in again with docker login",
    cause,
  });
}
