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
