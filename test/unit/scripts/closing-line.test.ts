import { describe, expect, it } from 'vitest';
import { closingLine } from '../../../scripts/setup/closing-line.mjs';

const aReport = (passed: number, failed: number, pending = 0, todo = 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: todo,
});

describe('the closing line of a test run', () => {
  it.each([
    ['all passed', aReport(12, 0), 0, '12 passed, 0 failed, 0 skipped', 0],
    ['some were skipped', aReport(12, 0, 2, 1), 0, '12 passed, 0 failed, 3 skipped', 0],
    ['some failed', aReport(10, 2), 1, '10 passed, 2 failed, 0 skipped', 1],
    ['a file did not load', aReport(10, 0), 1, '10 passed, 1 failed, 0 skipped', 1],
    ['no test ran', aReport(0, 0), 0, '0 passed, 1 failed, 0 skipped', 1],
    ['all were skipped', aReport(0, 0, 5), 0, '0 passed, 1 failed, 5 skipped', 1],
    ['vitest never reported', undefined, 2, '0 passed, 1 failed, 0 skipped', 2],
    ['vitest never reported and said nothing', undefined, 0, '0 passed, 1 failed, 0 skipped', 1],
  ])('when %s', (_, report, vitestStatus, line, status) => {
    expect(closingLine(report, vitestStatus)).toEqual({ line, status });
  });
});
