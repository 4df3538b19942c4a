import { describe, expect, it } from 'vitest';
import { curvesCsv } from '../../../../../client/review/curves/csv.ts';
import {
  bestAndWorst,
  laidOnOneAnother,
  POINTS,
  valueAt,
  withHoles,
} from '../../../../../client/review/curves/repetition-curves.ts';

describe('curves of repetitions', () => {
  it('run from 0 to 1 however long each one took', () => {
    const times = [0, 100, 200, 400, 600];
    const both = [0, 50, 100, 50, 0];
    const measured = { times, curves: [{ id: 'knee', unit: '°' as const, left: both, right: both, both }] };
    const [quick = [], slow = []] = laidOnOneAnother(measured, 'knee', 'both', [
      { start: 0, end: 200 },
      { start: 200, end: 600 },
    ]);
    expect(quick).toHaveLength(POINTS);
    expect([quick[0], quick[50], quick[100]]).toEqual([0, 50, 100]);
    expect([slow[0], slow[50], slow[100]]).toEqual([100, 50, 0]);
  });

  it('have holes where nothing was seen', () => {
    expect(valueAt([0, 10, 20], [1, null, 3], 5)).toBeNull();
    expect(valueAt([0, 10, 20], [1, null, 3], 20)).toBe(3);
    expect(valueAt([0, 10], [1, 3], 99)).toBeNull();
    expect(valueAt([0, 900], [1, 3], 450)).toBeNull();
    expect(withHoles([0, 400, 1_300, 1_400], [[1, 2, 3, 4]])).toEqual({
      times: [0, 400, 401, 1_300, 1_400],
      curves: [[1, 2, null, 3, 4]],
    });
  });

  it('know the best by score, then by how far it went', () => {
    const [a, b, c] = [
      { score: 90, reach: 1 },
      { score: 100, reach: 0.9 },
      { score: 100, reach: 1.1 },
    ];
    expect(bestAndWorst([a, b, c])).toEqual({ best: c, worst: a });
    expect(bestAndWorst([])).toBeUndefined();
  });
});

it('writes a table that leaves out what was not seen', () => {
  const curve = { id: 'knee', unit: '°' as const, left: [1.23456], right: [null], both: [1.23456] };
  expect(curvesCsv({ times: [33.3333], curves: [curve] })).toBe(
    'time_ms,knee_left,knee_right,knee\r\n33.333,1.235,,1.235\r\n',
  );
});
