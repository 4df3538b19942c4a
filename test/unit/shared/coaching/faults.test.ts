import { describe, expect, it } from 'vitest';
import { type CameraView, MOVES, type MoveName } from '../../../../shared/athlete/index.ts';
import { ACTIVITIES } from '../../../../shared/coaching/index.ts';
import { framesOf, judged, ofType } from './perform.ts';

const VIEWS: Readonly<Record<string, CameraView>> = {
  side: 'left',
  'three-quarter': 'front-left',
  front: 'front',
  back: 'back',
};
const TEMPO: Readonly<Record<string, number>> = { 'high-knees': 1, 'golf-swing': 5 };

const cases = ACTIVITIES.flatMap((activity) => {
  const shown: readonly string[] = MOVES[activity.figure as MoveName].faults;
  return activity.rules
    .filter(({ id }) => shown.includes(id))
    .map((rule) => {
      const view = (rule.views ?? activity.views).find((name) => activity.views.includes(name)) ?? 'side';
      return [activity.id, rule.id, VIEWS[view] ?? 'left'] as const;
    });
});

describe('faults', () => {
  it('are known for every activity, at least three of them', () => {
    for (const { id, rules } of ACTIVITIES) expect(rules.length, id).toBeGreaterThanOrEqual(3);
  });

  it.each(cases)('%s: names %s (seen from %s)', (id, fault, view) => {
    const hold = MOVES[id as MoveName] && ACTIVITIES.find((known) => known.id === id)?.kind === 'hold';
    const performance = {
      activity: id as MoveName,
      view,
      reps: hold ? 1 : 4,
      tempo: hold ? 6 : (TEMPO[id] ?? 2.5),
    };
    const options = { fps: 20, layout: 'blazepose33' as const };
    const faulty = judged(id, framesOf({ ...performance, faults: [fault] }, options));
    const clean = judged(id, framesOf(performance, options));
    const named = (events: typeof faulty.events) => ofType(events, 'fault').filter(({ rule }) => rule === fault).length;
    expect(named(faulty.events)).toBeGreaterThanOrEqual(hold ? 1 : 3);
    expect(named(clean.events)).toBe(0);
  });

  it('are not judged where the camera can not show them', () => {
    const fromFront = judged('squat', framesOf({ activity: 'squat', view: 'front', reps: 3, faults: ['lean'] }));
    expect(ofType(fromFront.events, 'fault').filter(({ rule }) => rule === 'lean')).toEqual([]);
    expect(ofType(fromFront.events, 'view')[0]).toMatchObject({
      view: 'front',
      unjudged: expect.arrayContaining(['lean']),
    });
  });

  it('cost points of the repetition they belong to', () => {
    const { events } = judged(
      'squat',
      framesOf({ activity: 'squat', view: 'front', reps: 3, faults: ['knees-in'] }, { layout: 'blazepose33' }),
    );
    expect(ofType(events, 'repetition').map(({ score }) => score)).toEqual([60, 60, 60]);
  });

  it('are looked for more leniently in beginners', () => {
    const frames = framesOf({ activity: 'squat', view: 'left', reps: 3, range: 0.78 });
    const shallow = (strictness: 'beginner' | 'strict') =>
      ofType(judged('squat', frames, { strictness }).events, 'fault').filter(({ rule }) => rule === 'shallow').length;
    expect(shallow('strict')).toBe(3);
    expect(shallow('beginner')).toBe(0);
  });
});
