/** After the tests: no golden and no generated file may differ from what is committed, or be new. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const generated = ["test/golden", "istio/examples", "filters", "docs/api", "examples/README.md"];
const cwd = fileURLToPath(new URL("..", import.meta.url));
const changed = execFileSync("git", ["status", "--porcelain", "--", ...generated], { cwd }).toString();
if (changed !== "") {
  console.error(`these differ from what is committed:\n${changed}look at them, then commit them or mend the code`);
  process.exitCode = 1;
}
