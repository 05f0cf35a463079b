import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { engines } from "sluice/testing";
import { temporaryFolder } from "../cli/run-cli.js";

const main = fileURLToPath(new URL("../../../dist/tooling/demo/main.js", import.meta.url));
const run = promisify(execFile);

describe.each(engines)("npm start on %s", (engine) => {
  it(
    "walks the whole way: builds, serves, counts, and writes manifests without the secret",
    { timeout: 120_000 },
    async () => {
      await using folder = await temporaryFolder();
      const { stdout } = await run(process.execPath, [main, "--engine", engine], { cwd: folder.path });
      expect(stdout).toMatch(/^good token +GET +\/orders +200 +served +auth let pass, headers set x-gateway/m);
      for (const reason of [
        "missing token",
        "token expired",
        "token not yet valid",
        "bad signature",
        "unsupported algorithm",
      ]) {
        expect(stdout).toMatch(new RegExp(`^.* 401 +${reason} +auth refused$`, "m"));
      }
      expect(stdout).toMatch(/^traversal +GET +\/public\/\.\.\/orders +401/m);
      expect(stdout).toMatch(/^requests_total\{method="GET",status_class="4xx"\} 7$/m);
      expect(stdout).toMatch(/^requests_in_flight(\{\})? 0$/m);
      for (const name of ["metrics", "auth", "headers"]) {
        expect(stdout).toMatch(new RegExp(`^build/${name}\\.wasm +\\d+ +\\d+$`, "m"));
        const module = await readFile(join(folder.path, "build", `${name}.wasm`));
        expect(WebAssembly.validate(module as BufferSource)).toBe(true);
        for (const kind of ["Deployment", "WasmPlugin", "EnvoyFilter"]) {
          const file = `${name}-${kind === "Deployment" ? "registry" : kind.toLowerCase()}.yaml`;
          expect(await readFile(join(folder.path, "build", file), "utf8")).toContain(`kind: ${kind}\n`);
        }
      }
      expect(await readFile(join(folder.path, "build", "auth-wasmplugin.yaml"), "utf8")).toContain(
        "replace-me-with-a-secret",
      );
    },
  );
});

describe("npm start", () => {
  it.each([
    ["--engine=nginx", "no engine is called nginx"],
    ["--bogus", "--bogus"],
  ])("names what is wrong with %s", async (argument, message) => {
    await expect(run(process.execPath, [main, argument])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});
