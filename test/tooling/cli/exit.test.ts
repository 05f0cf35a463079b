import { existsSync, openSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { reportError, wantsJson } from "../../../tooling/cli/exit.js";
import { ToolError } from "../../../tooling/error.js";
import { MAIN } from "./run-cli.js";

let stdout = "";
let stderr = "";

beforeEach(() => {
  stdout = "";
  stderr = "";
  vi.stubEnv("NO_COLOR", "1");
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((stdout += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((stderr += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe("reportError", () => {
  it("says what is wrong and the mend, and exits 2 where the user's input is wrong", () => {
    const code = reportError(new ToolError("ERR_USAGE", "--port: 99999 is no port", { hint: "choose another" }), false);
    expect(stderr).toBe("error: --port: 99999 is no port\nhint: choose another\n");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("exits 1 where the fault is the machine's", () => {
    expect(reportError(new ToolError("ERR_ENVOY_INSTALL", "no network"), false)).toBe(1);
    expect(stderr).toBe("error: no network\n");
  });

  it("says one JSON document, with a null hint where there is none", () => {
    reportError(new ToolError("ERR_ENVOY_INSTALL", "no network"), true);
    expect(JSON.parse(stdout)).toEqual({ error: { code: "ERR_ENVOY_INSTALL", message: "no network", hint: null } });
    expect(stderr).toBe("");
  });

  it("says an unexpected error in one line and exits 1", () => {
    const code = reportError(new TypeError("x is not a function\nat line 2"), false);
    expect(stderr).toBe(
      "error: unexpected: x is not a function\nhint: this is a defect of sluice; SLUICE_DEBUG=1 shows where\n",
    );
    expect(code).toBe(1);
  });

  it("shows the stack and the cause with SLUICE_DEBUG=1 only", () => {
    const error = new ToolError("ERR_FILE_UNREADABLE", "no", { cause: new Error("the cause") });
    reportError(error, false);
    expect(stderr).not.toContain("the cause");
    vi.stubEnv("SLUICE_DEBUG", "1");
    reportError(error, false);
    expect(stderr).toContain("the cause");
    expect(stderr).toContain("exit.test.ts");
  });
});

describe.skipIf(!existsSync("/dev/full"))("a stdout that takes nothing", () => {
  it("is named on stderr", async () => {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [MAIN, "--help"], { stdio: ["ignore", full, "pipe"] });
    const closed = once(child, "close");
    expect(await text(child.stderr as NodeJS.ReadableStream)).toMatch(/^error: stdout cannot be written: ENOSPC/);
    expect(await closed).toEqual([1, null]);
  });
});

describe("wantsJson", () => {
  it("looks at our own arguments, not at those after --", () => {
    expect(wantsJson(["build", "--json"])).toBe(true);
    expect(wantsJson(["envoy", "run", "--", "--json"])).toBe(false);
  });
});
