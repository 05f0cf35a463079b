import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ToolError } from "../../tooling/error.js";
import type { JobRequest, Service } from "../../tooling/bench/job.js";
import { PEERS } from "./jobs/peers.js";
import { openLoadClient } from "../../tooling/bench/load-client.js";

/** Which tokens the service lets pass, all of them signed by HS256. */
export interface AuthzServiceOptions {
  /** In base64url. */
  readonly secret: string;
  readonly issuer: string;
  readonly audience: string;
  /** Requests that it lets pass. */
  readonly warmUp: readonly JobRequest[];
}

const SCRIPT = join(PEERS, "authz", "service.mjs");

/** After as many V8 has compiled what runs often: a service lives for days. */
const WARM_UP_REQUESTS = 20_000;
const WARM_UP_CONNECTIONS = 16;

/**
 * Starts the authorisation service and warms it up.
 *
 * @throws ToolError ERR_INTERNAL when it does not start, or does not let the requests pass.
 */
export async function startAuthzService({ warmUp, ...options }: AuthzServiceOptions): Promise<Service> {
  const child = fork(SCRIPT, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const exited = once(child, "exit");
  const stop = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await exited;
  };
  try {
    child.send(options);
    const first = (await Promise.race([once(child, "message"), exited])) as [{ port: number } | number | null];
    if (typeof first[0] !== "object" || first[0] === null) throw new Error("it ended before it listened");
    const url = `http://127.0.0.1:${first[0].port}`;
    const load = await openLoadClient(url, WARM_UP_CONNECTIONS, warmUp);
    await load.run(WARM_UP_REQUESTS).finally(() => load.close());
    return { url, pid: child.pid as number, stop };
  } catch (cause) {
    await stop();
    throw new ToolError("ERR_INTERNAL", `the authorisation service: ${(cause as Error).message}`, { cause });
  }
}
