import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const folder = mkdtempSync(join(tmpdir(), "sluice-editor-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("has types in an editor, by the settings of every project of filters, and without the old package", () => {
  const settings = {
    extends: join(root, "tsconfig.filters.json"),
    include: [join(root, "test/fixtures/filters/compat-*/*.ts")],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  const run = (...more: string[]) => spawnSync(process.execPath, [tsc, "-p", folder, ...more]).stdout.toString();
  expect(run("--listFilesOnly")).toContain("/compat-addheader/index.ts");
  expect(run()).toBe("");
}, 120_000);
