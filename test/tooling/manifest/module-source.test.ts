import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readModuleSource, suggestedName } from "../../../tooling/manifest/module-source.js";
import { fixtureModule } from "./fixture-module.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-manifest-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("MODULE", () => {
  it("is a file: read, measured and asked for its papers", async () => {
    const bytes = fixtureModule({ name: "guard" });
    const path = join(folder, "auth.wasm");
    await writeFile(path, bytes);
    const source = await readModuleSource(path);
    expect(source).toMatchObject({
      kind: "file",
      sha256: createHash("sha256").update(bytes).digest("hex"),
      papers: { name: "guard" },
    });
    expect(suggestedName(source)).toBe("guard");
  });

  it("is a module of another toolchain, named after its file", async () => {
    const path = join(folder, "auth.wasm");
    await writeFile(path, fixtureModule());
    const source = await readModuleSource(path);
    expect(source).toMatchObject({ kind: "file", papers: null });
    expect(suggestedName(source)).toBe("auth");
  });

  it.each([
    ["https://example.com/filters/auth.wasm?v=2", "https://example.com/filters/auth.wasm?v=2", "auth"],
    ["oci://example.com/acme/auth:1.0.0", "oci://example.com/acme/auth:1.0.0", "auth"],
    ["example.com/acme/auth:1.0.0", "oci://example.com/acme/auth:1.0.0", "auth"],
    ["localhost:5000/auth@sha256:abc", "oci://localhost:5000/auth@sha256:abc", "auth"],
    ["localhost/auth", "oci://localhost/auth", "auth"],
    ["[::1]:5000/auth:1", "oci://[::1]:5000/auth:1", "auth"],
    ["Example.com/acme/auth:1", "oci://Example.com/acme/auth:1", "auth"],
  ])("is a reference: %s", async (text, url, name) => {
    const source = await readModuleSource(text);
    expect(source).toEqual({ kind: "reference", url });
    expect(suggestedName(source)).toBe(name);
  });

  it.each(["no-such/auth.wasm", "no-such", "../no-such", "./example.com/auth"])(
    "is a file that is missing: %s",
    async (text) => {
      const path = join(folder, text);
      await expect(readModuleSource(path)).rejects.toMatchObject({
        code: "ERR_FILE_NOT_FOUND",
        message: expect.stringContaining(path) as string,
      });
      await expect(readModuleSource(text)).rejects.toMatchObject({ code: "ERR_FILE_NOT_FOUND" });
    },
  );

  it("is refused when it is no WebAssembly, by the name of its file", async () => {
    const path = join(folder, "auth.wasm");
    await writeFile(path, "#!/bin/sh\n");
    await expect(readModuleSource(path)).rejects.toMatchObject({
      code: "ERR_MODULE_INVALID",
      message: expect.stringContaining(path) as string,
    });
  });

  it("is refused when it is a folder", async () => {
    const path = join(folder, "filters");
    await mkdir(path);
    await expect(readModuleSource(path)).rejects.toMatchObject({ code: "ERR_FILE_UNREADABLE" });
  });
});
