import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { engines } from "sluice/testing";
import { REPOSITORY, runCli, temporaryFolder } from "./run-cli.js";
import { writeHello } from "./sources.js";
import { end, startRun } from "./start-run.js";

/** It traps in its line 4, at a place that is compiled into the callback. */
const SOURCE = `import { Flow, HttpFilter, register, Request } from "sluice/sdk";
class Hello extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    return request.path.split("/")[5] == "x" ? Flow.Pause : Flow.Continue;
  }
}
register("hello", () => new Hello());
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeHello(folder.path, SOURCE);
  expect(await runCli(["build", "hello", "--debug"], { cwd: folder.path })).toMatchObject({ code: 0 });
  const manual = await readFile(join(REPOSITORY, "sdk/README.md"), "utf8");
  const script =
    /^```js\n(\/\/ where\.mjs\n[^]*?)^```$/m.exec(manual)?.[1] ?? expect.fail("sdk/README.md has no where.mjs");
  await writeFile(join(folder.path, "where.mjs"), script);
});
afterAll(() => folder[Symbol.asyncDispose]());

describe.each(engines)("a trap of a debug build, on %s", { timeout: 120_000 }, (engine) => {
  it("is logged with the functions that ran, and the source map leads to the filter's line", async () => {
    const { child, url, stderr } = await startRun([join(folder.path, "build/hello.wasm"), "--engine", engine]);
    try {
      expect((await fetch(url)).status).toBe(503);
      const offset = await vi.waitFor(() => {
        const said = stderr();
        expect(said.replace(/0x[0-9a-f]+/g, "0x…")).toContain(
          [
            "error: Function: proxy_on_request_headers failed: Uncaught RuntimeError: unreachable",
            "Proxy-Wasm plugin in-VM backtrace:",
            "  0:  0x… - ~lib/sluice/assembly/abort/abortToLog",
            "  1:  0x… - ~lib/sluice/assembly/exports/proxy_on_request_headers\n",
          ].join("\n"),
        );
        return /1: {2}(0x[0-9a-f]+)/.exec(said)?.[1] ?? "";
      }, 20_000);
      const place = execFileSync(process.execPath, ["where.mjs", "build/hello.wasm.map", offset], { cwd: folder.path });
      expect(place.toString()).toMatch(/^(?:hello\/)?index\.ts:4:\d+\n$/);
    } finally {
      await end(child, "SIGTERM");
    }
  });
});
