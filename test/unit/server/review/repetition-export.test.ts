import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { repetitionsCsv, repetitionsOf } from '../../../../server/review/repetition-export.ts';
import { type CoachingEvent, summariseEvents } from '../../../../shared/coaching/index.ts';
import type { SessionRecord } from '../../../../shared/contract/rest.ts';
import { builtIn } from '../../../support/activity.ts';

const REPETITION = {
  type: 'repetition',
  at: 3_010,
  index: 1,
  start: 1_000,
  turn: 2_000,
  end: 3_000,
  phases: { down: 1_000, up: 1_000 },
  range: { measure: 'knee', min: 80.12345, max: 170, span: 89.87655 },
  reach: 1,
  peaks: { knee: 80.12345, lean: 30 },
  faults: [{ rule: 'knees-in', severity: 'minor', value: 0.8, limit: 0.9 }],
  score: 95,
} as const;

function recordOf(name: string, feedback: CoachingEvent[]): SessionRecord {
  const activity = builtIn('squat');
  const mark = { kind: 'mark', at: 4_000, rep: 1, good: false } as const;
  return {
    id: randomUUID(),
    activity: 'squat',
    activityName: { en: 'Squat' },
    status: 'ended',
    createdAt: '2026-07-01T10:00:00.000Z',
    endedAt: '2026-07-01T10:01:00.000Z',
    people: [],
    reps: feedback.length,
    score: 95,
    kind: 'live',
    thumbnail: null,
    role: 'athlete',
    owned: true,
    recording: null,
    definition: activity,
    athletes: [{ id: randomUUID(), name, summary: summariseEvents(activity, feedback, [mark]), feedback }],
  };
}

const linesOf = (record: SessionRecord) => repetitionsCsv(repetitionsOf(record)).split('\r\n');

it('writes one line a repetition, with the measures and phases that there are', () => {
  const second = { ...REPETITION, index: 2, peaks: { ankle: 5 }, faults: [], asymmetry: 2 };
  const [header, first, other, end] = linesOf(
    recordOf('Ada', [{ ...REPETITION, faults: [...REPETITION.faults] }, second]),
  );
  expect(header).toBe(
    'athlete,repetition,side,start_ms,turn_ms,end_ms,duration_ms,score,coach_says,reach,range_measure,range_min,range_max,' +
      'range_span,asymmetry,faults,phase_down_ms,phase_up_ms,at_turn_knee,at_turn_lean,at_turn_ankle',
  );
  expect(first).toBe(
    'Ada,1,,1000,2000,3000,2000,95,not good,1,knee,80.123,170,89.877,,knees-in (minor),1000,1000,80.123,30,',
  );
  expect(other).toBe('Ada,2,,1000,2000,3000,2000,95,,1,knee,80.123,170,89.877,2,,1000,1000,,,5');
  expect(end).toBe('');
});

it.each([
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['Ada, "the best"', '"Ada, ""the best"""'],
  ['-5', "'-5"],
])('writes the name %s so that a table takes it for text', (name, cell) => {
  const [, line] = linesOf(recordOf(name, [{ ...REPETITION, faults: [] }]));
  expect(line?.startsWith(`${cell},1,`)).toBe(true);
});

it('has no lines but the header where nothing was counted', () => {
  expect(linesOf(recordOf('Ada', []))).toHaveLength(2);
});
