import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { findEnvoy } from "../../../tooling/envoy/index.js";

const tooling = fileURLToPath(new URL("../../../tooling", import.meta.url));
let folder: string;
let temporary: string;
let envoy: string;

/** The child runs on Node alone, which does not read TypeScript in every version that is supported. */
beforeAll(async () => {
  envoy = (await findEnvoy()).path;
  folder = await mkdtemp(join(tmpdir(), "watchdog-test-"));
  const names = (await readdir(join(tooling, "envoy"))).map((name) => join("envoy", name));
  // What stands beside the folders, and belongs to all of them.
  const shared = (await readdir(tooling)).filter((name) => name.endsWith(".ts"));
  for (const name of [...shared, ...names]) {
    const { outputText } = ts.transpileModule(await readFile(join(tooling, name), "utf8"), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    const output = join(folder, "tooling", name.replace(/ts$/, "js"));
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, outputText);
  }
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  temporary = await mkdtemp(join(folder, "tmp-"));
});

let child: ChildProcess | null = null;
afterEach(() => child?.kill("SIGKILL"));

/** Starts a process that starts an Envoy, and returns both once Envoy serves. */
const startChild = async (afterwards: string): Promise<{ child: ChildProcess; port: number }> => {
  const script = `
    const { startEnvoy } = await import("./tooling/envoy/index.js");
    const gateway = await startEnvoy({ plugins: [], upstream: "http://127.0.0.1:9" });
    console.log(new URL(gateway.url).port);
    process.stdin.once("data", () => { ${afterwards} });`;
  const started = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary, SLUICE_ENVOY: envoy },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child = started;
  const ended = once(started, "exit").then(() => {
    throw new Error("the starter ended before Envoy was there");
  });
  const [line] = (await Promise.race([once(createInterface(started.stdout), "line"), ended])) as [string];
  ended.catch(() => undefined);
  return { child: started, port: Number(line) };
};

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

const expectNothingLeft = (port: number): Promise<void> =>
  vi.waitFor(
    async () => {
      expect(await isListening(port)).toBe(false);
      expect(await readdir(temporary)).toEqual([]);
    },
    { timeout: 10_000 },
  );

describe("an Envoy whose starter dies", () => {
  it.each(["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"] as const)("by %s is ended, its files removed", async (signal) => {
    const { child, port } = await startChild("");
    expect(await isListening(port)).toBe(true);
    expect(await readdir(temporary)).toHaveLength(1);
    child.kill(signal);
    await once(child, "exit");
    await expectNothingLeft(port);
  });

  it.each([
    ["by process.exit", "process.exit(0)"],
    ["of an uncaught error", "throw new Error('expected in this test')"],
  ])("%s is ended, its files removed", async (_, afterwards) => {
    const { child, port } = await startChild(afterwards);
    child.stdin?.write("\n");
    await once(child, "exit");
    await expectNothingLeft(port);
  });

  it("after it was closed leaves other processes alone and the starter free to end", async () => {
    const { child, port } = await startChild("gateway.close().then(() => process.stdin.destroy())");
    child.stdin?.write("\n");
    expect(await once(child, "exit")).toEqual([0, null]);
    await expectNothingLeft(port);
  });
});
