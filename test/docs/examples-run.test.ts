import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { end, startRun } from "../tooling/cli/start-run.js";

const ROW = /^\| \[([a-z-]+)\]\([^|]*\| .* \| `(--.+)` \| \d+ \|/gm;
const rows = [...readFileSync("examples/README.md", "utf8").matchAll(ROW)].map(([, name = "", options = ""]) => ({
  name,
  options: options.replace(" …", ""),
}));

/** The words that a shell makes of a line. */
function wordsOf(line: string): string[] {
  return execFileSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
}

describe("the options that examples/README.md names", () => {
  it("are those of several examples", () => {
    expect(rows.length).toBeGreaterThan(5);
  });

  it.each(rows)("run $name, as they stand there", async ({ name, options }) => {
    const { child } = await startRun([`examples/${name}`, ...wordsOf(options), "--engine", "node"]);
    expect(await end(child, "SIGTERM")).toBe(0);
  });
});
