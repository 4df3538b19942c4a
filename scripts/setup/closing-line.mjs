/** The last line of a test run. */

/**
 * What of vitest's JSON report is looked at.
 *
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 */

/**
 * Sums up a test run. A run that failed without a failed test (a file that does not load, an error outside of any
 * test, or no test at all) counts as one failure, so that the line never looks better than the run was.
 *
 * @param {VitestReport | undefined} report nothing when vitest ended before it could write one
 * @param {number} status vitest's exit status
 * @returns {{ line: string, status: number }} the line, and the status to exit with
 */
export function closingLine(report, status) {
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const ranNone = passed + (report?.numFailedTests ?? 0) === 0;
  const failed = Math.max(report?.numFailedTests ?? 0, status !== 0 || ranNone ? 1 : 0);
  return {
    line: `${passed} passed, ${failed} failed, ${skipped} skipped`,
    status: failed > 0 ? status || 1 : 0,
  };
}
