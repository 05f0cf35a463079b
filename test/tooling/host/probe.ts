import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";
import type { PluginSpec } from "../../../tooling/gateway.js";
import { Host, type HostOptions } from "../../../tooling/host/host.js";
import { packageRoot } from "../../../tooling/package-root.js";

const SOURCE = "test/fixtures/host-probe/index.ts";
const FLAGS = ["--exportStart", "_initialize", "--use", "abort=trapOnAbort", "-O", "--maximumMemory", "256"];

/**
 * The probe: a guest that performs what its configuration says, line by line `<event> <operation> <arguments…>`, and logs
 * `<event>: <operation> <arguments…> = <result>`. See test/fixtures/host-probe.
 */
export async function compileProbe(): Promise<Uint8Array> {
  const source = readFileSync(join(packageRoot(), SOURCE));
  const digest = createHash("sha256").update(source).update(FLAGS.join()).digest("hex");
  const cached = join(packageRoot(), ".cache", `host-probe-${digest}.wasm`);
  if (existsSync(cached)) return readFileSync(cached);
  let module: Uint8Array | null = null;
  const { error } = await asc.main([SOURCE, "--baseDir", packageRoot(), "--outFile", "probe.wasm", ...FLAGS], {
    writeFile: (_name: string, contents: string | Uint8Array) => void (module = contents as Uint8Array),
  });
  if (error !== null || module === null) throw new Error("the probe does not compile", { cause: error });
  mkdirSync(join(packageRoot(), ".cache"), { recursive: true });
  writeFileSync(`${cached}.${process.pid}`, module);
  renameSync(`${cached}.${process.pid}`, cached);
  return module;
}

/** A probe as a plugin: its script, and what else differs from the defaults. */
export interface Probe extends Partial<PluginSpec> {
  readonly script?: string | readonly string[];
}

export async function probePlugin({ script = [], ...spec }: Probe, index = 0): Promise<PluginSpec> {
  const configuration = typeof script === "string" ? script : script.join("\n");
  return { name: `p${index}`, rootId: `r${index}`, module: await compileProbe(), configuration, ...spec };
}

/** A started host with one probe for each script, the log of their start cut off. */
export async function hostWith(probes: readonly Probe[] | readonly string[], options: HostOptions = {}): Promise<Host> {
  const host = new Host(options);
  for (const [index, probe] of probes.entries()) {
    await host.loadPlugin(await probePlugin(typeof probe === "string" ? { script: probe } : probe, index));
  }
  host.start();
  host.logs.length = 0;
  return host;
}

/** Puts the event before each operation. */
export const on = (event: string, operations: readonly string[]): string =>
  operations.map((operation) => `${event} ${operation}`).join("\n");

/** What the plugins logged, or with an event the results of its operations. */
export function messages(host: Host, event?: string): string[] {
  const all = host.logs.map((entry) => entry.message);
  if (event === undefined) return all;
  return all.filter((line) => line.startsWith(`${event}: `)).map((line) => line.slice(event.length + 2));
}

/** Runs the operations in a plugin's request headers callback and returns their results. */
export async function results(operations: readonly string[], options: HostOptions & Probe = {}): Promise<string[]> {
  const host = await hostWith([{ ...options, script: on("request_headers", operations) }], options);
  await host.fetch(new Request("http://gateway.test/"), () => new Response("ok"));
  const performed = messages(host, "request_headers");
  host.close();
  return performed.map((line) => line.slice(line.indexOf(" = ") + 3));
}
