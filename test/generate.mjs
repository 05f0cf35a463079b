/**
 * `npm run generate`: writes every generated file anew, after a build: what filters and examples make of their schemas, the references, the figures,
 * the manifests and the goldens. The tests that hold such files are known by what they call.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileFilter } from "../dist/tooling/index.js";

const cwd = fileURLToPath(new URL("..", import.meta.url));
const under = (folder) => readdirSync(join(cwd, folder), { recursive: true }).map((path) => join(folder, path));

const schemas = ["filters", "examples", "test/fixtures"]
  .flatMap(under)
  .filter((path) => path.endsWith("config.schema.json"));
for (const schema of schemas) {
  await compileFilter({ filter: join(cwd, dirname(schema)) });
}
const holders = under("test").filter(
  (path) => path.endsWith(".test.ts") && readFileSync(join(cwd, path), "utf8").includes("toMatchFileSnapshot("),
);
const vitest = join(cwd, "node_modules/vitest/vitest.mjs");
// Behind the names: it would take the first of them for its value.
execFileSync(process.execPath, [vitest, "run", ...holders, "--update"], { cwd, stdio: "inherit" });
