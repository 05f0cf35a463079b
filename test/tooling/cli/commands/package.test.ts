import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { moduleWithPapers } from "../../oci/modules.js";
import { runCli, temporaryFolder } from "../run-cli.js";

describe("sluice package", () => {
  it("writes a layout and says the digest that belongs into a WasmPlugin's sha256", async () => {
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    await writeFile(join(cwd, "hello.wasm"), moduleWithPapers());
    const args = ["package", "hello.wasm", "-o", "layout", "--revision", "4f1c", "--annotation", "a=b=c"];
    const { code, stdout, stderr } = await runCli(args, { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [, sha256 = ""] = /^sha256 +([0-9a-f]{64})$/m.exec(stdout) ?? [];
    const manifest = JSON.parse(await readFile(join(cwd, "layout/blobs/sha256", sha256), "utf8")) as object;
    expect(manifest).toMatchObject({ annotations: { a: "b=c", "org.opencontainers.image.revision": "4f1c" } });

    const again = await runCli([...args, "--json"], { cwd });
    expect(JSON.parse(again.stdout)).toEqual({
      ...{ path: "layout", variant: "compat", sha256, digest: `sha256:${sha256}` },
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      referrers: [
        { artifactType: "application/vnd.cyclonedx+json", digest: expect.stringMatching(/^sha256:/) as string },
        { artifactType: "application/vnd.in-toto+json", digest: expect.stringMatching(/^sha256:/) as string },
      ],
    });
    expect((await readdir(cwd)).sort()).toEqual(["hello.wasm", "layout"]);
  });

  it("refuses a module that no proxy loads, an unknown form and an annotation without a value, and writes nothing", async () => {
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    await writeFile(join(cwd, "hello.wasm"), "text");
    expect(await runCli(["package", "hello.wasm", "-o", "layout"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: hello\.wasm: /) as string,
    });
    for (const flags of [["--variant", "zip"], ["--annotation", "a"], ["--source", "not a url"], []]) {
      const { code, stderr } = await runCli(
        ["package", "hello.wasm", ...(flags.length > 0 ? ["-o", "x"] : []), ...flags],
        {
          cwd,
        },
      );
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: /);
    }
    expect(await readdir(cwd)).toEqual(["hello.wasm"]);
  });
});
