const count = (value) => (Number.isInteger(value) && value >= 0 ? value : 0);

/**
 * What one runner said of itself, made safe: a runner that crashed, or ended badly without naming a failed test,
 * has at least one failure.
 *
 * @param {string | null} text content of its summary file, null when it wrote none
 * @param {number} exitCode
 */
export function readSummary(text, exitCode) {
  let said = null;
  try {
    said = JSON.parse(text ?? "null");
  } catch {
    said = null;
  }
  const crashed = said === null || typeof said !== "object";
  const failed = crashed ? 1 : count(said.failed);
  return {
    passed: crashed ? 0 : count(said.passed),
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: crashed ? 0 : count(said.skipped),
    crashed,
  };
}

/** @param {readonly { passed: number, failed: number, skipped: number }[]} summaries */
export function total(summaries) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const summary of summaries) {
    sum.passed += summary.passed;
    sum.failed += summary.failed;
    sum.skipped += summary.skipped;
  }
  return sum;
}

/** The line with which `npm test` ends. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
