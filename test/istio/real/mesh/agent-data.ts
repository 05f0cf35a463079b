import { constants } from "node:fs";
import { access, mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { startWatchdog } from "../../../../tooling/envoy/watchdog.js";

/** Where istio-agent keeps modules; no flag of it says otherwise. Source: `pkg/config/constants` of Istio. */
const AGENT_DATA = "/var/lib/istio/data";

/** Why the folder can't be had, null where it can. */
export async function agentDataFault(): Promise<string | null> {
  for (let folder = AGENT_DATA; ; folder = dirname(folder)) {
    const code = await access(folder, constants.W_OK).then(
      () => null,
      (error: unknown) => (error as NodeJS.ErrnoException).code ?? "error",
    );
    if (code === null) return null;
    if (code !== "ENOENT") return `istio-agent needs ${AGENT_DATA}: make it, as root, with this user as its owner`;
  }
}

/** Makes the folder, and takes away at the end what of it was not there before, at the latest when this process dies. */
export async function makeAgentData(): Promise<AsyncDisposable> {
  const firstMade = await mkdir(AGENT_DATA, { recursive: true });
  if (firstMade === undefined) return { [Symbol.asyncDispose]: () => Promise.resolve() };
  const watchdog = startWatchdog(firstMade);
  // There is nothing to end but this process, which is gone by then.
  watchdog.watch(process.pid);
  return {
    [Symbol.asyncDispose]: async () => {
      await rm(firstMade, { recursive: true, force: true });
      watchdog.dismiss();
    },
  };
}
