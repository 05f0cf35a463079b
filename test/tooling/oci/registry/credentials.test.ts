import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askHelper } from "../../../../tooling/oci/registry/credential-helper.js";
import { findCredentials } from "../../../../tooling/oci/registry/credentials.js";

const REGISTRY = "registry.example.com:5000";
const SECRET = "pass:word";
const auth = Buffer.from(`robot:${SECRET}`).toString("base64");
const robot = { kind: "password", username: "robot", password: SECRET };

let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-docker-"));
  await mkdir(join(folder, "bin"));
  env = { DOCKER_CONFIG: folder, PATH: `${join(folder, "bin")}:/usr/bin:/bin` };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const configure = (config: unknown): Promise<void> =>
  writeFile(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));

/** A helper that knows one server, and writes down which it was asked for. */
async function helper(name: string, script: string): Promise<void> {
  const path = join(folder, "bin", `docker-credential-${name}`);
  await writeFile(path, `#!/bin/sh\nread -r server\n${script}\n`);
  await chmod(path, 0o755);
}

describe("findCredentials", () => {
  it("finds nobody without a configuration", async () => {
    expect(await findCredentials(REGISTRY, env)).toBeNull();
  });

  it.each([REGISTRY, `https://${REGISTRY}`, `https://${REGISTRY}/v2/`])("finds the entry %s", async (key) => {
    await configure({ auths: { [key]: { auth } } });
    expect(await findCredentials(REGISTRY, env)).toEqual(robot);
  });

  it.each([
    "registry.example.com",
    "registry.example.com:5001",
    "evil-registry.example.com:5000",
    "registry.example.com:5000.evil.com",
    "https://evil.com/registry.example.com:5000",
    "*.example.com:5000",
  ])("does not take the entry %s for another host", async (key) => {
    await configure({ auths: { [key]: { auth } } });
    expect(await findCredentials(REGISTRY, env)).toBeNull();
  });

  it("looks in the home folder where nothing else is said", async () => {
    await mkdir(join(folder, ".docker"));
    await writeFile(join(folder, ".docker", "config.json"), JSON.stringify({ auths: { [REGISTRY]: { auth } } }));
    expect(await findCredentials(REGISTRY, { HOME: folder })).toEqual(robot);
  });

  it("finds identity tokens, and Docker Hub under its URL", async () => {
    await configure({ auths: { "https://index.docker.io/v1/": { identitytoken: "abc" } } });
    expect(await findCredentials("docker.io", env)).toEqual({ kind: "identity-token", token: "abc" });
  });

  it("asks the helper of the host, else the store, with the host and nothing else", async () => {
    await helper("mine", `test "$server" = ${REGISTRY} && echo '{"Username":"robot","Secret":"${SECRET}"}'`);
    await helper("theirs", `echo '{"Username":"<token>","Secret":"abc"}'`);
    await configure({ credHelpers: { [REGISTRY]: "mine" }, credsStore: "theirs" });
    expect(await findCredentials(REGISTRY, env)).toEqual(robot);
    expect(await findCredentials("other.example.com", env)).toEqual({ kind: "identity-token", token: "abc" });
  });

  it("is nobody when a helper has nothing", async () => {
    await helper("mine", "echo credentials not found in native keychain; exit 1");
    await configure({ credsStore: "mine", auths: { [REGISTRY]: {} } });
    expect(await findCredentials(REGISTRY, env)).toBeNull();
  });

  it.each([
    ["fails", `echo '${SECRET}'; exit 3`, "failed with exit code 3"],
    ["answers no JSON", `echo '${SECRET}'`, "answered no JSON"],
    ["answers no credentials", `echo '{"Secret":"${SECRET}"}'`, "answered no credentials"],
  ])("refuses a helper that %s, without a word of its answer", async (_what, script, message) => {
    await helper("mine", script);
    await configure({ credsStore: "mine" });
    const failure = await findCredentials(REGISTRY, env).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({
      code: "ERR_REGISTRY_DENIED",
      message: `the credential helper docker-credential-mine ${message}`,
    });
    expect(JSON.stringify([failure, String((failure as Error).cause)])).not.toContain(SECRET);
  });

  it("ends a helper that never stops to answer, with what it has started", async () => {
    await helper("mine", "yes | cat | cat");
    await configure({ credsStore: "mine" });
    await expect(findCredentials(REGISTRY, env)).rejects.toMatchObject({
      code: "ERR_REGISTRY_DENIED",
      message: "the credential helper docker-credential-mine answered too much",
    });
  });

  it("ends a helper that takes too long, with what it has started", async () => {
    await helper("mine", "trap '' TERM; sleep 97 | cat");
    await expect(askHelper("mine", { server: REGISTRY, env, timeoutMs: 100 })).rejects.toMatchObject({
      code: "ERR_REGISTRY_DENIED",
      message: "the credential helper docker-credential-mine did not answer within 0.1 s",
    });
  });

  it("does not wait for what a helper leaves behind", async () => {
    await helper("mine", `sleep 97 & echo $! > ${folder}/left; echo '{"Username":"robot","Secret":"${SECRET}"}'`);
    await configure({ credsStore: "mine" });
    expect(await findCredentials(REGISTRY, env)).toEqual(robot);
    process.kill(Number(await readFile(join(folder, "left"), "utf8")));
  });

  it("refuses a helper that is not there, and a name that is a path", async () => {
    await configure({ credsStore: "missing" });
    await expect(findCredentials(REGISTRY, env)).rejects.toMatchObject({ code: "ERR_REGISTRY_DENIED" });
    await configure({ credsStore: "../../../bin/sh" });
    await expect(findCredentials(REGISTRY, env)).rejects.toMatchObject({
      message: expect.stringContaining("has a name that is none") as string,
    });
  });

  it("names the place of a fault in the file, and says nothing of what is in it", async () => {
    await configure(`{"auths": {"${REGISTRY}": {"auth": "${auth}" x}}}`);
    const failure = await findCredentials(REGISTRY, env).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code: "ERR_JSON_SYNTAX" });
    expect((failure as Error).message).not.toContain(auth);
    await configure({ auths: { [REGISTRY]: { auth: Buffer.from("no colon").toString("base64") } } });
    await expect(findCredentials(REGISTRY, env)).rejects.toMatchObject({ code: "ERR_REGISTRY_DENIED" });
  });
});
