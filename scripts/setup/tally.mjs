// From vitest's JSON report to the three numbers of the closing line.

/**
 * A test file that could not be loaded has no tests of its own in the report; it counts as one failure,
 * or a syntax error would pass for "0 failed".
 */
export function tally(report) {
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const passed = report.numPassedTests;
  let failed = report.numFailedTests + broken.length;
  if (!report.success && failed === 0) failed = 1; // an error outside of any test
  return { passed, failed, skipped: report.numPendingTests + report.numTodoTests };
}

export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * What was skipped, by name and with the reason that its suite's title carries: one line for a suite that was skipped
 * as a whole, one for each test that was skipped alone.
 */
export function skipped(report) {
  const counts = new Map();
  for (const test of report.testResults.flatMap((file) => file.assertionResults)) {
    if (test.status === "passed" || test.status === "failed") continue;
    const suite = test.ancestorTitles.find((title) => title.includes("[skipped: "));
    const name = suite ?? test.fullName;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `skipped: ${name}${count > 1 ? ` (${count} tests)` : ""}`);
}
