import { spawn } from "node:child_process";
import { childEnd } from "../../child-end.js";
import { ToolError } from "../../error.js";
import { killGroup, onEndSignal } from "../../signals.js";
import type { Credentials } from "./credentials.js";

const TIMEOUT_MS = 30_000;
/** How long a helper has to end after it was told to. */
const GRACE_MS = 1000;
const OUTPUT_BYTES_MAX = 1024 * 1024;
/** What Docker's helpers say, and exit with 1, when they have nothing for a server. */
const NOT_FOUND = "credentials not found in native keychain";

/** What a helper is asked for. */
export interface AskHelperOptions {
  readonly server: string;
  readonly env: NodeJS.ProcessEnv;
  /** Default 30 s. */
  readonly timeoutMs?: number;
}

type Asking = Required<AskHelperOptions>;

/**
 * Asks one of Docker's credential helpers, the program `docker-credential-NAME`; null when it has nothing.
 *
 * @throws ToolError `ERR_REGISTRY_DENIED` when it is not there, fails, takes too long or answers too much, or what is no answer.
 */
export async function askHelper(
  name: string,
  { timeoutMs = TIMEOUT_MS, ...asked }: AskHelperOptions,
): Promise<Credentials | null> {
  if (!/^[\w.-]+$/.test(name)) throw failed(name, "has a name that is none");
  const ended = await run(`docker-credential-${name}`, { ...asked, timeoutMs }).catch((cause: unknown) => {
    throw failed(name, "cannot be run", cause);
  });
  if ("excess" in ended) throw failed(name, ended.excess);
  const { code, output } = ended;
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

/** What it answered; or what of it went beyond its limits, which ends it and all that it has started. */
type Run = { readonly code: number | null; readonly output: string } | { readonly excess: string };

async function run(command: string, { server, env, timeoutMs }: Asking): Promise<Run> {
  // A group of its own: a helper is often a script, and a signal to it alone leaves what it runs.
  const child = spawn(command, ["get"], { env, stdio: ["pipe", "pipe", "ignore"], detached: true });
  let excess: string | null = null;
  const end = (reason: string): void => {
    if (excess !== null) return;
    excess = reason;
    child.stdout.destroy();
    killGroup(child, "SIGTERM");
    timers.push(setTimeout(() => killGroup(child, "SIGKILL"), GRACE_MS));
  };
  const timers = [setTimeout(() => end(`did not answer within ${timeoutMs / 1000} s`), timeoutMs)];
  const stopListening = onEndSignal((signal) => {
    killGroup(child, "SIGKILL");
    stopListening();
    // Nobody else listens: the signal has its usual effect.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  });
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > OUTPUT_BYTES_MAX) end("answered too much");
    else chunks.push(chunk);
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(server);
  try {
    const { code } = await childEnd(child);
    return excess === null ? { code, output: Buffer.concat(chunks).toString("utf8") } : { excess };
  } finally {
    stopListening();
    for (const timer of timers) clearTimeout(timer);
    if (excess !== null) killGroup(child, "SIGKILL");
  }
}

function failed(name: string, what: string, cause?: unknown): ToolError {
  return new ToolError("ERR_REGISTRY_DENIED", `the credential helper docker-credential-${name} ${what}`, {
    hint: "mend credsStore or credHelpers in Docker's config.json, or log in again with docker login",
    cause,
  });
}
