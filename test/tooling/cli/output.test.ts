import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ToolError } from "../../../tooling/error.js";
import { writeError } from "../../../tooling/cli/exit.js";
import { createOutput, paint, printable } from "../../../tooling/cli/output.js";

let stdout = "";
let stderr = "";
const wasTerminal = process.stderr.isTTY;

beforeEach(() => {
  stdout = "";
  stderr = "";
  vi.useFakeTimers();
  vi.stubEnv("NO_COLOR", "1");
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((stdout += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((stderr += String(text)), true));
});
afterEach(() => {
  process.stderr.isTTY = wasTerminal;
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function outputOf(args: readonly string[], isTerminal: boolean) {
  process.stderr.isTTY = isTerminal;
  return createOutput(new Command("test").option("--json").parse(args, { from: "user" }));
}

describe("the output of a command", () => {
  it("shows a finding in colours on a terminal, and nothing that came with it as more than letters", () => {
    vi.stubEnv("NO_COLOR", "");
    vi.stubEnv("TERM", "xterm");
    const output = outputOf([], true);
    output.finding({ severity: "error", message: "a\u001b[2Jb", hint: "c" });
    expect(stderr).toBe("\u001b[31merror:\u001b[39m a\\x1b[2Jb\n\u001b[36mhint:\u001b[39m c\n");
  });

  it("lets no progress leave its line, or do more than be read", () => {
    const output = outputOf([], true);
    output.progress("the registry said\n\u001b]0;title\u0007");
    vi.advanceTimersByTime(2000);
    expect(stderr).toBe("\r\u001b[2Kthe registry said \\x1b]0;title\\x07 …");
  });

  it("shows on a terminal at once what will block the process", () => {
    outputOf([], false).blockingProgress("compiling");
    expect(stderr).toBe("");
    const output = outputOf([], true);
    output.blockingProgress("compiling");
    expect(stderr).toBe("\r\u001b[2Kcompiling …");
    stderr = "";
    writeError(new ToolError("ERR_COMPILE", "no"));
    expect(stderr).toBe("\r\u001b[2Kerror: no\n");
  });

  it("is text, or one JSON document with --json", () => {
    outputOf([], false).result({ a: 1 }, "text\n");
    expect(stdout).toBe("text\n");
    stdout = "";
    outputOf(["--json"], false).result({ a: 1 }, "text\n");
    expect(JSON.parse(stdout)).toEqual({ a: 1 });
  });

  it("shows progress on a terminal only, after two seconds, and wipes it before anything else is said", () => {
    const output = outputOf([], true);
    output.progress("compiling");
    vi.advanceTimersByTime(1999);
    expect(stderr).toBe("");
    vi.advanceTimersByTime(1);
    expect(stderr).toBe("\r\u001b[2Kcompiling …");
    output.progress("checking");
    expect(stderr).toMatch(/\r\u001b\[2Kchecking …$/);
    output.note("a line");
    expect(stderr).toMatch(/\r\u001b\[2Ka line\n$/);
  });

  it("shows no progress for what is quick", () => {
    const output = outputOf([], true);
    output.progress("compiling");
    output.result({}, "done");
    vi.advanceTimersByTime(10_000);
    expect(stderr).toBe("");
  });

  it("shows no progress where nobody watches", () => {
    outputOf([], false).progress("compiling");
    vi.advanceTimersByTime(10_000);
    expect(stderr).toBe("");
  });
});

describe("paint", () => {
  const stream = (isTTY: boolean) => ({ isTTY }) as NodeJS.WriteStream;

  it("colours on a terminal only, and never with NO_COLOR", () => {
    vi.stubEnv("TERM", "xterm");
    expect(paint(stream(true), "red", "x")).toBe("x");
    vi.stubEnv("NO_COLOR", "");
    expect(paint(stream(false), "red", "x")).toBe("x");
    expect(paint(stream(true), "red", "x")).toBe("\u001b[31mx\u001b[39m");
    vi.stubEnv("TERM", "dumb");
    expect(paint(stream(true), "red", "x")).toBe("x");
  });
});

describe("printable", () => {
  it("keeps text, and escapes what could take over a terminal", () => {
    expect(printable("grüße\tzwei\n")).toBe("grüße\tzwei\n");
    expect(printable("\u001b[2J\u0007\u009b")).toBe("\\x1b[2J\\x07\\x9b");
  });
});
