import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "sluice/testing";
import { runCli, startCli, temporaryFolder, withoutEnvoy } from "./run-cli.js";
import { HELLO_SCHEMA } from "./sources.js";
import { end } from "./start-run.js";

const TIMEOUT = { timeout: 120_000 };

/** A filter that shows its version and what its configuration greets. */
const filter = (version: string): string => `import { Flow, HttpFilter, Request, register } from "sluice/sdk";

class Hello extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    request.headers.set("x-version", ${version});
    return Flow.Continue;
  }
}
register("hello", () => new Hello());
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let child: ReturnType<typeof startCli>;
let stdout = "";
let stderr = "";

const save = (name: string, text: string): Promise<void> => writeFile(join(folder.path, name), text);
const said = (text: string | RegExp) => expect.poll(() => stderr, TIMEOUT).toMatch(text);

async function version(): Promise<unknown> {
  const { url } = JSON.parse(stdout) as { url: string };
  const { headers } = (await (await fetch(url)).json()) as { headers: [string, string][] };
  return headers.find(([name]) => name === "x-version")?.[1];
}

/** The folders that Envoys of this test have made. */
async function envoyFolders(): Promise<string[]> {
  return (await readdir(join(folder.path, "tmp"))).filter((name) => name.startsWith("sluice-envoy-"));
}

describe.runIf(engines.includes("envoy"))("sluice dev", TIMEOUT, () => {
  beforeAll(async () => {
    folder = await temporaryFolder();
    await mkdir(join(folder.path, "tmp"));
    await save("index.ts", filter('"one" +'));
    await save("config.json", "{}");
    const args = ["dev", ".", "--json", "--config", "config.json"];
    child = startCli(args, { cwd: folder.path, env: { TMPDIR: join(folder.path, "tmp") } });
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  });
  afterAll(async () => {
    child.kill("SIGKILL");
    await folder[Symbol.asyncDispose]();
  });

  it("waits for a mend where the filter does not compile at the start, and shows file and line", async () => {
    await said("waiting for a change");
    expect(stderr).toMatch(/^error: .* does not compile\n[^]*in index\.ts\(5,\d+\)/);
    expect(stdout).toBe("");
    await save("index.ts", filter('"one"'));
    await expect.poll(() => stdout, TIMEOUT).toMatch(/\}\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ engine: "envoy", adminUrl: expect.any(String) as string });
    await expect.poll(version, TIMEOUT).toBe("one");
  });

  it("swaps what is saved, by a rename too", async () => {
    await save("index.ts", filter('"two"'));
    await expect.poll(version, TIMEOUT).toBe("two");
    await save(".new", filter('"three"'));
    await rename(join(folder.path, ".new"), join(folder.path, "index.ts"));
    await expect.poll(version, TIMEOUT).toBe("three");
    await said(/swapped .*\n.*swapped/);
  });

  it("goes on with the filter before where a save does not compile", async () => {
    stderr = "";
    await save("index.ts", filter("nobody"));
    await said("the filter before goes on serving");
    expect(stderr).toMatch(/^error: .* does not compile\n[^]*in index\.ts\(5,\d+\)/);
    expect(await version()).toBe("three");
  });

  it("goes on with the filter before where the schema refuses the configuration, and never shows its text", async () => {
    stderr = "";
    await save("config.schema.json", JSON.stringify(HELLO_SCHEMA));
    await save("config.json", '{"greetin": "hunter2"}');
    await save("index.ts", filter('"four"'));
    await said(/error: [^]*\$\.greetin\b[^]*the filter before goes on serving/);
    expect(stderr).not.toContain("hunter2");
    expect(await version()).toBe("three");
    await save("config.json", '{"greeting": "hello"}');
    await expect.poll(version, TIMEOUT).toBe("four");
  });

  it("ends at SIGTERM with nothing left, having said one document on stdout", async () => {
    const { url } = JSON.parse(stdout) as { url: string };
    expect(await end(child, "SIGTERM")).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
    expect(await envoyFolders()).toEqual([]);
  });

  it("ends at SIGINT while it waits for a filter that compiles", async () => {
    await save("index.ts", filter('"one" +'));
    const waiting = startCli(["dev", "."], { cwd: folder.path });
    let text = "";
    waiting.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    await expect.poll(() => text, TIMEOUT).toContain("waiting for a change");
    expect(await end(waiting, "SIGINT")).toBe(0);
  });

  it("refuses what it cannot swap, with a hint", async () => {
    const logger = await runCli(["dev", "test/bench/peers/rust/hello.wasm", "--kind", "access-logger"]);
    expect(logger.stderr).toMatch(/error: a plugin of the kind access-logger .*\nhint: .*`sluice run`.*\n$/);
    expect(logger.code).toBe(2);
    const missing = await runCli(["dev", "no/such/filter", "--json"]);
    expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: expect.stringMatching(/^ERR_FILE/) as string } });
    expect(missing.code).toBe(2);
  });
});

describe("sluice dev --engine node", TIMEOUT, () => {
  it("swaps what is saved without an Envoy, goes on where a save does not compile, and ends at SIGTERM", async () => {
    await using folder = await temporaryFolder();
    const save = (text: string) => writeFile(join(folder.path, "index.ts"), text);
    await save(filter('"one"'));
    const child = startCli(["dev", ".", "--engine", "node", "--json"], {
      cwd: folder.path,
      env: withoutEnvoy(folder.path),
    });
    const said = { out: "", errors: "" };
    child.stdout.on("data", (chunk: Buffer) => (said.out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said.errors += chunk.toString()));
    try {
      await expect.poll(() => said.out, TIMEOUT).toMatch(/\}\n$/);
      const ready = JSON.parse(said.out) as { engine: string; url: string };
      expect(ready).toMatchObject({ engine: "node", adminUrl: null });
      const version = async (): Promise<string | undefined> => {
        const { headers } = (await (await fetch(ready.url)).json()) as { headers: [string, string][] };
        return headers.find(([name]) => name === "x-version")?.[1];
      };
      expect(await version()).toBe("one");
      await save(filter("nobody"));
      await expect.poll(() => said.errors, TIMEOUT).toContain("the filter before goes on serving");
      expect(await version()).toBe("one");
      await save(filter('"two"'));
      await expect.poll(version, TIMEOUT).toBe("two");
      expect(await end(child, "SIGTERM")).toBe(0);
      await expect(fetch(ready.url)).rejects.toThrow();
    } finally {
      child.kill("SIGKILL");
    }
  });
});
