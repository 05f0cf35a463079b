import { describe, expect, it } from "vitest";
import { closingLine, readSummary, total } from "./summary.mjs";

describe("the closing line of npm test", () => {
  it("adds the runners up", () => {
    const vitest = readSummary('{"passed": 12, "failed": 1, "skipped": 2, "byEngine": {}}', 1);
    const aspect = readSummary('{"passed": 30, "failed": 0}', 0);
    expect(closingLine(total([vitest, aspect]))).toBe("42 passed, 1 failed, 2 skipped");
  });

  it("names skipped tests only where there are any", () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
  });

  it("counts a runner that wrote nothing as a failure, whatever its exit code", () => {
    expect(readSummary(null, 0)).toMatchObject({ passed: 0, failed: 1, crashed: true });
    expect(readSummary("not JSON", 0)).toMatchObject({ passed: 0, failed: 1, crashed: true });
  });

  it("counts a runner that says all is well and ends badly as a failure", () => {
    expect(readSummary('{"passed": 5, "failed": 0}', 134)).toMatchObject({ passed: 5, failed: 1, crashed: false });
  });
});
