import { describe, expect, it } from 'vitest';
import { framesOf, judged, ofType } from './perform.ts';

const shallow = framesOf({ activity: 'squat', view: 'left', reps: 12, faults: ['shallow'] });

describe('cues', () => {
  it('come one at a time, with silence between them', () => {
    const cues = ofType(judged('squat', shallow).events, 'cue').filter(({ kind }) => kind === 'correction');
    for (const [index, cue] of cues.entries()) {
      const before = cues[index - 1];
      if (before) expect(cue.at - before.at).toBeGreaterThanOrEqual(5000);
    }
    expect(cues.length).toBeGreaterThan(1);
  });

  it('are not repeated for ever to somebody whom they do not help', () => {
    const cues = ofType(judged('squat', shallow).events, 'cue').filter(({ id }) => id === 'deeper');
    expect(cues).toHaveLength(3);
  });

  it('speak of the gravest fault first', () => {
    const frames = framesOf(
      { activity: 'squat', view: 'front', reps: 2, faults: ['knees-in', 'uneven'] },
      { layout: 'blazepose33' },
    );
    const corrections = ofType(judged('squat', frames).events, 'cue').filter(({ kind }) => kind === 'correction');
    expect(corrections[0]?.id).toBe('knees-out');
  });

  it('praise what has been put right', () => {
    const plan = [
      { kind: 'repetition' as const, faults: ['lean'] },
      ...Array.from({ length: 3 }, () => ({ kind: 'repetition' as const })),
    ];
    const { events } = judged('squat', framesOf({ activity: 'squat', view: 'left', plan, tempo: 3 }));
    expect(ofType(events, 'cue').map(({ kind }) => kind)).toEqual(['correction', 'praise']);
  });

  it('mark the fifth and every tenth repetition', () => {
    const { events } = judged('squat', framesOf({ activity: 'squat', view: 'left', reps: 10 }));
    const milestones = ofType(events, 'cue').filter(({ kind }) => kind === 'milestone');
    expect(milestones.map(({ text }) => text)).toEqual(['5 reps', '10 reps']);
  });

  it('speak German, and use the wording of the coach', () => {
    const german = ofType(judged('squat', shallow, { language: 'de' }).events, 'cue');
    expect(german[0]?.text).toBe('Geh etwas tiefer');
    const own = ofType(
      judged('squat', shallow, { wording: { deeper: { text: 'Lower!', spoken: 'Lower, please' } } }).events,
      'cue',
    );
    expect(own[0]).toMatchObject({ text: 'Lower!', spoken: 'Lower, please' });
  });
});
