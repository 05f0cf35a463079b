/**
 * `npm test`: builds, runs every runner, and ends with the line `N passed, N failed`.
 * A runner says its numbers in the file that SLUICE_TEST_SUMMARY names; one that says nothing counts as a failure.
 * Arguments go to vitest: `npm test -- --update` writes the goldens anew.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { closingLine, readSummary, total } from "./summary.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The exit code of a command, 1 when it was killed or could not start. Standard input is closed: nothing may ask. */
function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const forward = (signal) => child.kill(signal);
    process.once("SIGINT", forward).once("SIGTERM", forward);
    child.once("error", () => resolve(1));
    child.once("close", (code) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      resolve(code ?? 1);
    });
  });
}

const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const runners = [
  {
    name: "vitest",
    command: process.execPath,
    args: [
      vitest,
      "run",
      "--maxWorkers=100%",
      "--reporter=default",
      "--reporter=./test/reporter.ts",
      ...process.argv.slice(2),
    ],
  },
  { name: "as-pect", command: "npm", args: ["test", "--silent", "--workspace", "test/unit"] },
];

const summaries = [];
const folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
try {
  const buildCode = await run("npm", ["run", "--silent", "build"]);
  if (buildCode !== 0) console.error("the build failed: the tests below run on the last one");
  summaries.push({ passed: 0, failed: buildCode === 0 ? 0 : 1, skipped: 0 });
  for (const { name, command, args } of runners) {
    const file = join(folder, `${name}.json`);
    const exitCode = await run(command, args, { SLUICE_TEST_SUMMARY: file });
    const summary = readSummary(await readFile(file, "utf8").catch(() => null), exitCode);
    if (summary.crashed) console.error(`${name} ended with exit code ${exitCode} and without saying its numbers`);
    summaries.push(summary);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

const sum = total(summaries);
console.log(`\n${closingLine(sum)}`);
process.exitCode = sum.failed === 0 ? 0 : 1;
