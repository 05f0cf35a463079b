import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What `npm pack` would put into the package, without building it again. */
const packed = (
  JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"], {
      cwd: root,
    }).toString(),
  ) as [{ files: { path: string; mode: number }[] }]
)[0].files;
const paths = packed.map(({ path }) => path);

describe("the npm package", () => {
  it.each([
    "dist/tooling/cli/main.js",
    "dist/tooling/index.js",
    "dist/tooling/index.d.ts",
    "dist/tooling/testing/index.js",
    "dist/tooling/testing/index.d.ts",
    "dist/types/sdk/index.d.ts",
    "dist/types/sdk/config/index.d.ts",
    "dist/types/assembly/compat/index.d.ts",
    "tsconfig.filters.json",
    "assembly/exports.ts",
    "assembly/shared/abi.ts",
    "sdk/index.ts",
    "CHANGELOG.md",
    "LICENSE",
    "RATIONALE.md",
    "README.md",
    "package.json",
  ])("holds %s", (path) => {
    expect(paths).toContain(path);
  });

  it("holds nothing but what is built, the guest's sources, the filters, the examples and the papers", () => {
    const expected =
      /^(dist\/(tooling|istio|assembly\/shared)\/.+\.(js|d\.ts|js\.map)|dist\/types\/(assembly|sdk)\/.+\.d\.ts|(assembly|sdk)\/.+\.ts|istio\/crds\/[a-z.]+\.json|tooling\/manifest\/sluice\.config\.schema\.json|sdk\/README\.md|(filters|examples|docs)\/.+|[A-Z]+(\.md)?|package\.json|tsconfig\.filters\.json)$/;
    expect(paths.filter((path) => !expected.test(path))).toEqual([]);
  });

  it("holds no tests", () => {
    expect(paths.filter((path) => /\.(test|spec)\./.test(path))).toEqual([]);
  });

  it("holds all that its README links to", () => {
    const links = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    expect(links.length).toBeGreaterThan(0);
    const targets = links.map(([, target = ""]) => target);
    expect(targets.filter((target) => !paths.includes(target))).toEqual([]);
  });

  it("can be required as CommonJS", () => {
    expect(createRequire(import.meta.url)("sluice")).toHaveProperty("compileFilter");
  });

  it("holds nothing built from a source that is gone", () => {
    const sourceOf = (path: string): string =>
      path.replace(/^dist\/(types\/)?/, "").replace(/\.(d\.ts|js|js\.map)$/, ".ts");
    const built = paths.filter((path) => path.startsWith("dist/"));
    expect(
      built.filter((path) => !existsSync(join(root, sourceOf(path)))),
      "run `npm run clean`",
    ).toEqual([]);
  });

  it("has a command that the system can run", () => {
    const bin = packed.find(({ path }) => path === "dist/tooling/cli/main.js");
    expect((bin?.mode ?? 0) & 0o111).toBe(0o111);
  });

  it("is run by `npx sluice` in a clone as it was built, also by the first", { timeout: 120_000 }, () => {
    const main = join(root, "dist/tooling/cli/main.js");
    const builtAt = statSync(main).mtimeMs;
    const cache = mkdtempSync(join(tmpdir(), "sluice-npx-"));
    try {
      const env = { ...process.env, npm_config_cache: cache };
      const version = execFileSync("npx", ["--offline", "sluice", "--version"], { cwd: root, env }).toString();
      expect(version.trim()).toBe(
        (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version,
      );
      expect(statSync(main).mtimeMs).toBe(builtAt);
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });
});
