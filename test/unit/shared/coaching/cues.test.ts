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

  const said = (plan: readonly (readonly string[])[], view: 'left' | 'front' = 'left') => {
    const movements = plan.map((faults) =>
      faults.includes('attempt') ? { kind: 'attempt' as const } : { kind: 'repetition' as const, faults },
    );
    const frames = framesOf({ activity: 'squat', view, plan: movements, tempo: 3 }, { layout: 'blazepose33' });
    const cues = ofType(judged('squat', frames).events, 'cue').filter(({ kind }) => kind !== 'milestone');
    return cues.map(({ kind, id }) => `${kind} ${id}`);
  };

  it('do not praise while another fault is there, nor for an attempt', () => {
    expect(
      said([['lean'], ['heels-lift'], ['heels-lift'], ['heels-lift']]).filter((cue) => /praise/.test(cue)),
    ).toEqual([]);
    expect(said([['lean'], [], ['attempt'], []]).filter((cue) => /praise/.test(cue))).toEqual([]);
  });

  it('do not blame right after praise, unless the fault is a major one', () => {
    expect(said([['lean'], [], [], ['lean'], ['lean'], ['lean']])).toEqual([
      'correction chest-up',
      'praise chest-up-fixed',
      'correction chest-up',
    ]);
    expect(said([['knees-in'], [], [], ['knees-in']], 'front')).toEqual([
      'correction knees-out',
      'praise knees-out-fixed',
      'correction knees-out',
    ]);
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
