import { writeFileSync } from "node:fs";
import { SummaryReporter } from "@as-pect/core";

/**
 * as-pect's own summary on stdout and, when `SLUICE_TEST_SUMMARY` names a file, the counts as JSON in it:
 * `{"passed": number, "failed": number}`, rewritten after each suite. A suite that dies outside its tests counts as one failure.
 */
class CountingReporter extends SummaryReporter {
  passed = 0;
  failed = 0;

  onFinish(suite) {
    this.stdout = process.stdout;
    super.onFinish(suite);
    this.passed += suite.testPassCount;
    this.failed += suite.testCount - suite.testPassCount;
    if (!suite.pass && suite.testCount === suite.testPassCount) this.failed += 1;
    const file = process.env.SLUICE_TEST_SUMMARY;
    if (file) writeFileSync(file, `${JSON.stringify({ passed: this.passed, failed: this.failed })}\n`);
  }
}

export default new CountingReporter();
