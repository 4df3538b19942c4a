import { describe, expect, it } from 'vitest';
import { type CameraView, MOVES, type MoveName } from '../../../../shared/athlete/index.ts';
import { ACTIVITIES, LAYOUTS, type PoseFrame } from '../../../../shared/coaching/index.ts';
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

  /** Frames whose hips stand higher, by a share of the trunk's length in the picture. */
  const raised = (frames: readonly PoseFrame[], share: number, from = 0, to = Number.POSITIVE_INFINITY) =>
    frames.map((frame) => {
      const { keypoints, aspect, at } = frame;
      const [shoulder, hip] = [keypoints[11], keypoints[23]];
      if (!shoulder || !hip || at < from || at > to) return frame;
      const up = share * Math.hypot((shoulder.x - hip.x) * aspect, shoulder.y - hip.y);
      const points = keypoints.map((point, index) =>
        index === 23 || index === 24 ? { ...point, y: point.y - up } : point,
      );
      return { ...frame, keypoints: points };
    });
  const plank = framesOf({ activity: 'plank', view: 'left', reps: 1, tempo: 16 }, { fps: 20, layout: 'blazepose33' });

  it('plank: leaves hips alone that are as high as in good planks of real people', () => {
    const { events, tracker } = judged('plank', raised(plank, 0.28));
    expect(ofType(events, 'fault')).toEqual([]);
    expect(tracker.summary().hold?.totalMs).toBeGreaterThan(14_000);
  });

  it('plank: reports hips that are pushed far up in the midst of it, and goes on when they are down again', () => {
    const { events } = judged('plank', raised(plank, 0.8, 6000, 10_000));
    expect(ofType(events, 'fault').map(({ rule }) => rule)).toContain('pike');
    expect(ofType(events, 'cue').map(({ text }) => text)).toContain('Lower your hips');
    const states = ofType(events, 'hold').map(({ state }) => state);
    expect(states.slice(states.indexOf('paused'), states.indexOf('paused') + 2)).toEqual(['paused', 'resumed']);
  });

  /** Frames whose leading knee comes to a place over its foot: 0 at the heel, 1 at the toe. */
  const kneesOver = (frames: readonly PoseFrame[], place: number) =>
    frames.map((frame) => {
      const points = frame.keypoints.map((point, index) => {
        const [toe, heel, ankle] = [frame.keypoints[index + 6], frame.keypoints[index + 4], frame.keypoints[index + 2]];
        if ((index !== 25 && index !== 26) || !toe || !heel || !ankle) return point;
        const flat = Math.abs(heel.y - toe.y) < 0.02 && ankle.y - point.y > 0.05;
        const bent = Math.abs(point.x - ankle.x) > 0.01;
        return flat && bent ? { ...point, x: heel.x + (toe.x - heel.x) * place } : point;
      });
      return { ...frame, keypoints: points };
    });

  it.each([
    [1.05, 3],
    [0.5, 0],
  ])('lunge: a knee at %d of its foot is past the toes in %d of three', (place, times) => {
    const lunges = framesOf({ activity: 'lunge', view: 'left', reps: 3 }, { fps: 20, layout: 'blazepose33' });
    const { events, tracker } = judged('lunge', kneesOver(lunges, place));
    expect(tracker.state.reps).toBe(3);
    expect(ofType(events, 'fault').filter(({ rule }) => rule === 'knee-past-toes')).toHaveLength(times);
  });

  it('are not judged where the camera can not show them', () => {
    const fromFront = judged('squat', framesOf({ activity: 'squat', view: 'front', reps: 3, faults: ['lean'] }));
    expect(ofType(fromFront.events, 'fault').filter(({ rule }) => rule === 'lean')).toEqual([]);
    expect(ofType(fromFront.events, 'view')[0]).toMatchObject({
      view: 'front',
      unjudged: expect.arrayContaining(['lean']),
    });
  });

  it.each([
    ['squat', 'left', /knee/, 'shallow'],
    ['squat', 'left', /ankle|heel|foot/, 'shallow'],
    ['push-up', 'left', /elbow/, 'shallow'],
    ['dip', 'left', /elbow/, 'shallow'],
    ['pull-up', 'left', /elbow/, 'shallow'],
    ['pull-up', 'front-left', /knee/, 'kipping'],
    ['overhead-press', 'front', /elbow/, 'shallow'],
  ] as const)('hear nothing of %s seen from the %s while %s is hidden: %s', (id, view, joints, fault) => {
    const frames = framesOf(
      { activity: id, view, reps: 4, tempo: 2.5, faults: [fault] },
      { fps: 20, layout: 'blazepose33' },
    );
    const hidden = frames.map((frame) => ({
      ...frame,
      keypoints: frame.keypoints.map((point, index) =>
        joints.test(LAYOUTS.blazepose33.names[index] ?? '') ? { ...point, score: 0.05 } : point,
      ),
    }));
    const named = (of: readonly PoseFrame[]) => {
      const { events, tracker } = judged(id, of);
      expect(tracker.state.reps).toBe(4);
      return ofType(events, 'fault').filter(({ rule }) => rule === fault).length;
    };
    expect(named(frames)).toBe(4);
    expect(named(hidden)).toBe(0);
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

describe('a fault', () => {
  /** The same frames with the picture cut so that the points of a name are always a little beyond its edge, as sure as before. */
  function cutOff(frames: readonly PoseFrame[], name: RegExp, edge: 'top' | 'bottom'): PoseFrame[] {
    const pointsOf = ({ layout, keypoints }: PoseFrame) =>
      keypoints.filter((_, index) => name.test(LAYOUTS[layout].names[index] ?? '')).map(({ y }) => y);
    const heights = frames.flatMap(pointsOf);
    const down = edge === 'bottom' ? 1.02 - Math.min(...heights) : -0.02 - Math.max(...heights);
    return frames.map((frame) => ({
      ...frame,
      keypoints: frame.keypoints.map((point) => ({ ...point, y: point.y + down })),
    }));
  }

  it.each([
    ['pull-up', 'kipping', 'left', /knee|ankle|heel|foot/, 'bottom'],
    ['pull-up', 'no-lock-out', 'front', /wrist/, 'top'],
    ['squat', 'heels-lift', 'left', /heel|foot/, 'bottom'],
    ['squat', 'shallow', 'left', /ankle|heel|foot/, 'bottom'],
    ['biceps-curl', 'swinging', 'left', /hip|knee|ankle|heel|foot/, 'bottom'],
  ] as const)(
    'of %s, %s (from %s), is not reported where what it is about is out of the picture',
    (id, fault, view, name, edge) => {
      const frames = framesOf(
        { activity: id, view, reps: 4, tempo: 2.5, faults: [fault] },
        { fps: 20, layout: 'blazepose33' },
      );
      const told = (seen: readonly PoseFrame[]) => ofType(judged(id, seen).events, 'fault').map(({ rule }) => rule);
      expect(told(frames)).toContain(fault);
      expect(told(cutOff(frames, name, edge))).not.toContain(fault);
    },
  );

  it('of leaning back in a press is judged from how this person stands, not from upright', () => {
    const lean = (frames: readonly PoseFrame[], share: number) =>
      frames.map((frame) => {
        const hip = frame.keypoints[LAYOUTS[frame.layout].names.indexOf('left_hip')] ?? { x: 0, y: 0 };
        return {
          ...frame,
          keypoints: frame.keypoints.map((point) => ({
            ...point,
            x: point.x + (Math.max(0, hip.y - point.y) * share) / frame.aspect,
          })),
        };
      });
    const told = (faults: readonly string[], share: number) => {
      const frames = framesOf({ activity: 'overhead-press', view: 'left', reps: 4, tempo: 2.5, faults }, { fps: 20 });
      return ofType(judged('overhead-press', lean(frames, share)).events, 'fault').filter(
        ({ rule }) => rule === 'leaning-back',
      ).length;
    };
    for (const share of [-0.3, 0, 0.3]) {
      expect(told([], share)).toBe(0);
      expect(told(['leaning-back'], share)).toBeGreaterThanOrEqual(3);
    }
  });
});
