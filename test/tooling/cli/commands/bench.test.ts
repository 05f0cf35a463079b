import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "sluice/testing";
import { assemble } from "../../compile/assemble.js";
import { runCli, startCli, temporaryFolder } from "../run-cli.js";
import { writeHello } from "../sources.js";

const hasEnvoy = engines.includes("envoy") && process.platform === "linux";

/** Lets requests pass, and their answers come in chunks; answers /denied itself; and every other time /odd. */
const SOURCE = `import { Flow, HttpFilter, LocalReply, Request, Response, register } from "sluice/sdk";

let odd = false;

class Hello extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    const path = request.path;
    if (path == "/odd") odd = !odd;
    return path == "/denied" || (path == "/odd" && odd) ? request.respond(new LocalReply(401)) : Flow.Continue;
  }
  onResponseHeaders(response: Response): Flow {
    response.headers.delete("content-length");
    return Flow.Continue;
  }
}
register("hello", () => new Hello());
`;

const SPREAD = Object.fromEntries(["median", "low", "high", "q1", "q3"].map((key) => [key, expect.any(Number)]));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let bench: (...args: string[]) => ReturnType<typeof runCli>;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeHello(folder.path, SOURCE.replace("content-length", "content-language"));
  bench = async (...args) => runCli(["bench", ...args], { cwd: folder.path });
  expect(await runCli(["build", "hello", "-o", "released.wasm"], { cwd: folder.path })).toMatchObject({ code: 0 });
  await writeHello(folder.path, SOURCE);
}, 60_000);
afterAll(async () => folder[Symbol.asyncDispose]());

describe.runIf(hasEnvoy)("sluice bench", { timeout: 120_000 }, () => {
  it("tells what a filter costs over no filter, and over the last release, as JSON and as a chart", async () => {
    const args = ["hello", "--against", "released.wasm", "--time-limit", "0.5", "--chart", "charts/a.svg", "--json"];
    const { code, stdout, stderr } = await bench(...args);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const { rounds, participants, ...report } = JSON.parse(stdout) as {
      readonly rounds: number;
      readonly participants: readonly { readonly rounds: readonly number[]; readonly moduleBytes: number | null }[];
    };
    expect(report).toMatchObject({ about: "GET /", generations: 1, timeLimitSeconds: 0.5 });
    expect(rounds).toBeGreaterThan(0);
    const comparison = {
      reference: "last release",
      differenceUs: SPREAD,
      ratio: { low: expect.any(Number) as number },
    };
    expect(participants).toMatchObject([
      { name: "no filter", status: 200, moduleBytes: null, cpuUs: SPREAD, overheadUs: null, comparisons: [] },
      { name: "last release", status: 200, about: "released.wasm", overheadUs: SPREAD, comparisons: [comparison] },
      { name: "hello", status: 200, about: "hello", overheadUs: SPREAD, comparisons: [comparison] },
    ]);
    expect(participants[1]?.moduleBytes).toBe((await readFile(join(folder.path, "released.wasm"))).length);
    for (const { rounds: each } of participants) {
      expect(each).toHaveLength(rounds);
      expect(Math.min(...each)).toBeGreaterThan(0);
    }
    const chart = await readFile(join(folder.path, "charts/a.svg"), "utf8");
    expect(chart).toMatch(/^<svg [^]*>last release<[^]*<\/svg>\n$/);
  });

  it("measures a module once that is the last release, and finds no difference", async () => {
    const args = ["released.wasm", "--against", "released.wasm", "--time-limit", "0.5", "--json"];
    const { code, stdout, stderr } = await bench(...args);
    expect(stderr).toBe("note: hello is the same module as the last release: measured once\n");
    expect(code).toBe(0);
    const same = {
      cpuUs: SPREAD,
      comparisons: [{ reference: "last release", differenceUs: { median: 0, low: 0, high: 0 } }],
    };
    const participants = [{ name: "no filter" }, { name: "last release", ...same }, { name: "hello", ...same }];
    expect(JSON.parse(stdout)).toMatchObject({ participants });
  });

  it("says it as a table, and what is answered with another status", async () => {
    const { code, stdout, stderr } = await bench("hello", "released.wasm", "--path", "/denied", "--time-limit", "0.5");
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note: hello answers with 401, [^\n]*\nnote: released.wasm answers with 401, [^\n]*\n$/);
    expect(stdout).toMatch(
      /^Envoy 1\.[^]*overhead: GET \/denied \(\d+ rounds?; [^]*\nno filter +[\d.]+\nhello +[\d,]+ B/,
    );
  });

  it("does not measure a filter whose answers differ from one request to the next", async () => {
    const { code, stdout, stderr } = await bench("hello", "--path", "/odd", "--time-limit", "0.5");
    expect(stderr).toMatch(/^error: hello: Envoy answered HTTP\/1.1 200 OK under load, where 401 was expected\nhint: /);
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });

  it("ends at SIGINT, and leaves nothing", async () => {
    await using files = await temporaryFolder();
    const options = { cwd: folder.path, env: { TMPDIR: files.path } };
    const child = startCli(["bench", "released.wasm", "--time-limit", "600"], options);
    const closed = once(child, "close");
    const started = expect.stringMatching(/\/admin-address$/) as string;
    await expect
      .poll(async () => readdir(files.path, { recursive: true }), { timeout: 60_000 })
      .toContainEqual(started);
    child.kill("SIGINT");
    expect(await closed).toEqual([130, null]);
    await expect.poll(async () => readdir(files.path), { timeout: 30_000 }).toEqual([]);
  });
});

describe("sluice bench", { timeout: 60_000 }, () => {
  it.each([
    { args: ["nowhere.wasm"], says: /^error: .*nowhere\.wasm/ },
    { args: ["hello", "--against", "nowhere.wasm"], says: /^error: --against nowhere\.wasm: .*no file/ },
    { args: ["hello", "--config", "{"], says: /^error: --config: / },
    { args: ["hello", "--cofnig", "{}"], says: /^error: unknown option '--cofnig'\nhint: did you mean --config\?/ },
    { args: ["hello", "--time-limit", "0"], says: /'--time-limit <seconds>': It must be/ },
    { args: ["hello", "--method", "HEAD"], says: /not CONNECT or HEAD/ },
    { args: ["hello", "--path", "/a b"], says: /must begin with \// },
    { args: ["hello", "--header", "x-a: 1\r\nx-b: 2"], says: /must be NAME: VALUE/ },
    { args: ["hello", "--header", "a: 1", "--header", "A: 2"], says: /a is there twice/ },
    { args: ["hello", "--header", "content-length: 7"], says: /content-length is not yours/ },
    { args: ["hello", "hello"], says: /^error: hello is there twice/ },
    { args: ["hello", "released.wasm", "--config", "{}"], says: /^error: --config belongs to one filter/ },
    { args: ["hello", "--envoy", "nowhere"], says: /^error: .*nowhere does not exist/ },
    { args: [], says: /^error: missing required argument 'filter'/ },
  ])("refuses $args", async ({ args, says }) => {
    const { code, stdout, stderr } = await bench(...args);
    expect(stderr).toMatch(says);
    expect(stderr).toContain("\nhint: ");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("refuses a filter of TCP connections", async () => {
    await writeModule("tcp.wasm", '(func (export "proxy_on_new_connection") (param i32) (result i32) (i32.const 0))');
    const { code, stdout, stderr } = await bench("tcp.wasm");
    expect(stderr).toMatch(/^(note: .*\n)*error: tcp\.wasm is a filter of TCP connections[^\n]*\nhint: /);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it.runIf(hasEnvoy)("refuses a configuration that only Envoy asks the module about", async () => {
    await writeModule("picky.wasm", '(func (export "proxy_on_configure") (param i32 i32) (result i32) (i32.const 0))');
    const { code, stdout, stderr } = await bench("picky.wasm", "--config", "{}");
    expect(stderr).toMatch(/^(note: .*\n)*error: plugin "picky" refused its configuration\n/);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

/** Writes a module of another toolchain, which does this and no more. */
async function writeModule(name: string, callback: string): Promise<void> {
  const abi = '(func (export "proxy_abi_version_0_2_1")) (memory (export "memory") 1 2)';
  const allocate = '(func (export "proxy_on_memory_allocate") (param i32) (result i32) (i32.const 1024))';
  await writeFile(join(folder.path, name), assemble(`(module ${abi} ${allocate} ${callback})`));
}
