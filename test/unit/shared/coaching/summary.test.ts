import { describe, expect, it } from 'vitest';
import {
  createTracker,
  type SessionSummary,
  sessionSummarySchema,
  summariseEvents,
} from '../../../../shared/coaching/index.ts';
import { nextSkillIndex, skillIndex, skillLevelOf } from '../../../../shared/coaching/record/skill.ts';
import { activityOf, framesOf, judged, ofType } from './perform.ts';

const plan = [
  ...Array.from({ length: 4 }, () => ({ kind: 'repetition' as const })),
  { kind: 'attempt' as const },
  { kind: 'repetition' as const, rest: 25 },
  { kind: 'repetition' as const, faults: ['lean'] },
];
const session = judged('squat', framesOf({ activity: 'squat', view: 'left', plan }));

describe('summary', () => {
  it('is the same from stored events as from the tracker', () => {
    expect(summariseEvents(activityOf('squat'), session.events)).toEqual(session.tracker.summary());
  });

  it('finds sets by their rests and counts what was good', () => {
    const summary = sessionSummarySchema.parse(session.tracker.summary());
    expect(summary).toMatchObject({ reps: 6, attempts: 1, good: 5, worstFault: 'shallow' });
    expect(summary.sets.map(({ reps, attempts }) => [reps, attempts])).toEqual([
      [4, 1],
      [2, 0],
    ]);
    expect(summary.technique).toBeCloseTo(5 / 7, 2);
    expect(summary.score).toBeCloseTo((5 * 100 + 75) / 6, 0);
    expect(summary.tempo.consistency).toBeGreaterThan(0.95);
  });

  it('lists every one of 180 sets', () => {
    const [repetition] = ofType(session.events, 'repetition');
    if (!repetition) throw new Error('a session has a repetition');
    const sets = Array.from({ length: 180 }, (_, index) => {
      const start = index * 60_000;
      return { ...repetition, index: index + 1, at: start + 2000, start, turn: start + 1000, end: start + 2000 };
    });
    expect(summariseEvents(activityOf('squat'), sets).sets).toHaveLength(180);
  });

  it('names one thing to work on', () => {
    const faulty = judged('squat', framesOf({ activity: 'squat', view: 'left', reps: 4, faults: ['lean'] }));
    expect(faulty.tracker.summary().workOn).toEqual({ cue: 'chest-up', text: 'Lift your chest' });
  });

  it('sees the range shrink when the athlete tires', () => {
    const tiring = Array.from({ length: 10 }, (_, index) => ({
      kind: 'repetition' as const,
      range: 1 - index * 0.022,
    }));
    const { tracker } = judged('squat', framesOf({ activity: 'squat', view: 'left', plan: tiring }));
    expect(tracker.summary().range.trend).toBeLessThan(-0.1);
  });

  it('lays corrections beside the count, never over it', () => {
    const tracker = createTracker(activityOf('squat'));
    for (const frame of framesOf({ activity: 'squat', view: 'left', reps: 3 })) tracker.update(frame);
    tracker.correct({ kind: 'count', at: 1, delta: 1 });
    tracker.correct({ kind: 'mark', at: 2, rep: 2, good: false });
    tracker.correct({ kind: 'mark', at: 3, rep: 99, good: true });
    const { reps, good, corrected }: SessionSummary = tracker.summary();
    expect({ reps, good }).toEqual({ reps: 3, good: 3 });
    expect(corrected).toMatchObject({ reps: 4, good: 2 });
    expect(corrected.corrections).toHaveLength(3);
  });

  it('takes a new strictness from where the coach set it', () => {
    const tracker = createTracker(activityOf('squat'));
    const events = framesOf({ activity: 'squat', view: 'left', reps: 4, range: 0.78 }).flatMap((frame, index) => {
      if (index === 0) tracker.correct({ kind: 'strictness', at: 0, strictness: 'strict' });
      return tracker.update(frame);
    });
    expect(ofType(events, 'fault').length).toBeGreaterThanOrEqual(3);
  });
});

describe('skill', () => {
  it('rises with score, technique and even tempo, and needs to have seen enough', () => {
    expect(skillIndex({ score: 100, technique: 1, consistency: 1 })).toBe(100);
    expect(skillLevelOf(95, 20)).toBe('advanced');
    expect(skillLevelOf(95, 7)).toBe('intermediate');
    expect(skillLevelOf(95, 2)).toBe('beginner');
    expect(skillLevelOf(30, 20)).toBe('novice');
  });

  it('moves slowly over sessions', () => {
    expect(nextSkillIndex(undefined, 70)).toBe(70);
    expect(nextSkillIndex(70, 30)).toBe(58);
  });
});
