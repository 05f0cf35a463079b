import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { vi } from "vitest";

/** What OPA's REST API answered. */
export interface OpaAnswer {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
}

/** A running OPA, on a socket of its own. */
export interface RealOpa extends AsyncDisposable {
  post(path: string, body: string, authorization?: string | null): Promise<OpaAnswer>;
}

/**
 * Starts the real OPA with these policies, one a package. It keeps to this machine: neither looks for a newer version nor tells anybody of itself.
 *
 * @param path the program
 */
export async function startOpa(path: string, policies: readonly string[]): Promise<RealOpa> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-opa-"));
  const socketPath = join(folder, "socket");
  const files = policies.map((_, at) => `${String(at)}.rego`);
  await Promise.all(files.map((file, at) => writeFile(join(folder, file), policies[at] ?? "")));
  const server = ["run", "--server", "--addr", `unix://${socketPath}`, "--disable-telemetry", "--log-level", "error"];
  const access = ["--authentication=token", "--authorization=basic"];
  const opa = spawn(path, [...server, ...access, ...files], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(opa, "exit");
  const words = text(opa.stderr);
  const send = async (method: string, target: string, body: string, authorization?: string | null) => {
    const headers = { "content-type": "application/json", ...(authorization ? { authorization } : {}) };
    const sent = request({ socketPath, method, path: target, headers });
    sent.end(body);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return { status: response.statusCode ?? 0, type: response.headers["content-type"], text: await text(response) };
  };
  const stop = async (): Promise<void> => {
    opa.kill();
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await vi.waitFor(() => (opa.exitCode === null ? send("GET", "/health", "") : null), { timeout: 60_000 });
    if (opa.exitCode !== null) throw new Error(`OPA ended: ${await words}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    post: (target, body, authorization) => send("POST", target, body, authorization),
    [Symbol.asyncDispose]: stop,
  };
}
