import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { startEnvoy } from "../../../tooling/envoy/index.js";
import type { Engine, GatewayOptions } from "../../../tooling/gateway.js";
import { startHost } from "../../../tooling/host/entrance/server.js";
import { probePlugin } from "./probe.js";

const GET = "GET / HTTP/1.1\r\nHost: h.test\r\nConnection: close\r\n\r\n";
/** How long nothing may be logged before all is taken to be said. */
const SILENCE_MS = 800;
const DEADLINE_MS = 5000;

export interface ScriptRun extends Pick<GatewayOptions, "upstream" | "clusters"> {
  /** Script by name; each is run by a probe in a VM of its own, all of them in one chain. */
  readonly scripts: Readonly<Record<string, string>>;
  /** The raw request that sets them off. */
  readonly request?: string;
}

/** Runs scripts of the probe on an engine; returns what each logged from its first stream on, in order. */
export async function runScripts(engine: Engine, run: ScriptRun): Promise<Record<string, string[]>> {
  const names = Object.keys(run.scripts);
  const plugins = await Promise.all(
    names.map(async (name, index) => ({
      ...(await probePlugin({ script: run.scripts[name] ?? "" }, index)),
      vmId: `vm${index}`,
    })),
  );
  const { upstream, clusters = {} } = run;
  const gateway = await (engine === "envoy" ? startEnvoy : startHost)({ plugins, upstream, clusters });
  try {
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    socket.on("error", () => {}).resume();
    socket.write(Buffer.from(run.request ?? GET, "latin1"));
    await once(socket, "close");
    const deadline = Date.now() + DEADLINE_MS;
    for (let seen = -1; seen !== gateway.logs.length && Date.now() < deadline;) {
      seen = gateway.logs.length;
      await delay(SILENCE_MS);
    }
  } finally {
    await gateway.close();
  }
  return Object.fromEntries(
    names.map((name, index) => {
      const lines = gateway.logs.filter(({ plugin }) => plugin === `p${index}`).map(({ message }) => message);
      const isStream = (line: string): boolean => line.startsWith("context_create") && !line.endsWith(" 0");
      return [name, lines.slice(lines.findIndex(isStream))];
    }),
  );
}

/** The result of each operation of an event, without the operation. */
export function resultsOf(lines: readonly string[], event: string): string[] {
  return lines.filter((line) => line.startsWith(`${event}: `)).map((line) => line.slice(line.indexOf(" = ") + 3));
}

/** Bytes as the probe reads them: each as `%xx`, none as `_`. */
export function percent(bytes: Uint8Array | string): string {
  const text = [...Buffer.from(bytes as string)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  return text === "" ? "_" : text;
}
