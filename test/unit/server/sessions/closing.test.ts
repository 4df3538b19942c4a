import { describe, expect, it } from 'vitest';
import { athleteRecords, totals } from '../../../../server/sessions/closing.ts';
import type { SessionSummary } from '../../../../shared/coaching/index.ts';
import { builtIn } from '../../../support/activity.ts';
import { aRepetition, athleteJoined, coachingEvent } from '../../../support/records/events.ts';

const ADA = '00000000-0000-4000-8000-0000000000a1';
const BO = '00000000-0000-4000-8000-0000000000b1';

const turns = [
  athleteJoined(1, ADA, 'Ada'),
  coachingEvent(2, aRepetition({ index: 1, score: 90 }), 3_000, ADA),
  coachingEvent(3, { type: 'phase', at: 3_000, phase: 'rest' }, 3_000, ADA),
  athleteJoined(4, BO, 'Bo'),
  coachingEvent(5, aRepetition({ index: 1, score: 60 }), 6_000, BO),
  athleteJoined(6, ADA, 'Ada'),
  coachingEvent(7, aRepetition({ index: 2, score: 70 }), 9_000, ADA),
];

describe('what a session came to', () => {
  it('is summed up for each of its athletes, in the order in which they first came', () => {
    const records = athleteRecords(builtIn('squat'), turns);
    expect(records).toMatchObject([
      { id: ADA, name: 'Ada', summary: { reps: 2, score: 80 } },
      { id: BO, name: 'Bo', summary: { reps: 1, score: 60 } },
    ]);
    expect(records.map(({ feedback }) => feedback.map(({ type }) => type))).toEqual([
      ['repetition', 'repetition'],
      ['repetition'],
    ]);
  });

  it('has the corrections of each', () => {
    const corrected = {
      seq: 8,
      at: 9_500,
      change: { type: 'corrected', athleteId: BO, correction: { kind: 'count', at: 9_500, delta: 1 } },
    } as const;
    const [ada, bo] = athleteRecords(builtIn('squat'), [...turns, corrected]);
    expect(ada?.summary?.corrected.reps).toBe(2);
    expect(bo?.summary?.corrected.reps).toBe(2);
    expect(bo?.summary?.reps).toBe(1);
  });

  it('is feedback alone where nobody can say what it was judged by', () => {
    expect(athleteRecords(undefined, turns)[0]).toMatchObject({
      summary: null,
      feedback: [{ index: 1 }, { index: 2 }],
    });
  });

  it('is nothing for nobody', () => {
    expect(athleteRecords(builtIn('squat'), [])).toEqual([]);
  });
});

describe('the line of a session in the list', () => {
  const summariesOf = (...events: typeof turns): SessionSummary[] =>
    athleteRecords(builtIn('squat'), events).flatMap(({ summary }) => summary ?? []);

  it('has all repetitions, and the mean score of those who were judged', () => {
    expect(totals(summariesOf(...turns))).toEqual({ reps: 3, score: 70 });
    expect(totals(summariesOf(...turns, athleteJoined(8, '00000000-0000-4000-8000-0000000000c1', 'Cy')))).toEqual({
      reps: 3,
      score: 70,
    });
  });

  it('has no score where nothing was judged', () => {
    expect(totals([])).toEqual({ reps: 0, score: null });
    expect(totals(summariesOf(athleteJoined(1, ADA, 'Ada')))).toEqual({ reps: 0, score: null });
  });
});
