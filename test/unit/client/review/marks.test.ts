import { describe, expect, it } from 'vitest';
import { markBeside, markLanesOf } from '../../../../client/review/marks.ts';
import { inkStrength } from '../../../../client/review/player/paint.ts';
import { exactTime, scaleTime } from '../../../../client/review/times.ts';
import type { CoachingEvent } from '../../../../shared/coaching/index.ts';

const REPETITION: CoachingEvent = {
  ...{ type: 'repetition', at: 3_000, index: 1, start: 1_000, turn: 2_000, end: 3_000, phases: {}, peaks: {} },
  ...{ range: { measure: 'knee', min: 80, max: 170, span: 90 }, reach: 1, faults: [], score: 95 },
};

describe('marks on the timeline', () => {
  it('stand in a row of their kind, and rows without any are left out', () => {
    const lanes = markLanesOf([
      { type: 'phase', at: 500, phase: 'down' },
      { type: 'attempt', at: 900, start: 400, why: 'too-shallow', reach: 0.4 },
      { type: 'fault', at: 2_500, rule: 'knees-in', severity: 'minor', value: 1, limit: 0 },
      REPETITION,
    ]);
    expect(lanes.map(({ title }) => title)).toEqual(['Repetitions', 'Faults']);
    expect(lanes[0]?.marks.map(({ from, until, tone }) => [from, until, tone])).toEqual([
      [400, 900, 'bad'],
      [1_000, 3_000, 'good'],
    ]);
    expect(lanes[1]?.marks[0]?.label).toBe('Knees in, minor');
  });

  it('are gone to from where the playhead is, and not to the one that it stands on', () => {
    const marks = [1_000, 2_000].map((from) => ({
      key: String(from),
      from,
      until: from,
      label: '',
      tone: 'good' as const,
    }));
    expect(markBeside(marks, 1_005, 1)?.from).toBe(2_000);
    expect(markBeside(marks, 1_995, -1)?.from).toBe(1_000);
    expect(markBeside(marks, 990, 1)?.from).toBe(2_000);
    expect(markBeside(marks, 2_000, 1)).toBeUndefined();
  });
});

describe('times', () => {
  it.each([
    [0, '0:00.000', '0:00'],
    [-1_234, '-0:01.234', '-0:01.234'],
    [65_500, '1:05.500', '1:05.5'],
    [3_661_000, '1:01:01.000', '1:01:01'],
    [-0.4, '0:00.000', '0:00'],
  ])('%d ms is %s, and %s on a scale', (ms, exact, scale) => {
    expect([exactTime(ms), scaleTime(ms)]).toEqual([exact, scale]);
  });
});

describe('ink', () => {
  it.each([
    { what: 'is full on its frame', from: 1_000, until: null, at: 1_000, strength: 1 },
    { what: 'is not there before', from: 1_000, until: null, at: 900, strength: 0 },
    { what: 'fades', from: 1_000, until: null, at: 3_600, strength: 0.5 },
    { what: 'is gone after three seconds', from: 1_000, until: null, at: 4_001, strength: 0 },
    { what: 'is gone when it was removed', from: 1_000, until: 1_500, at: 1_501, strength: 0 },
  ])('$what', ({ from, until, at, strength }) => {
    expect(inkStrength({ from, until }, at)).toBeCloseTo(strength);
  });
});
