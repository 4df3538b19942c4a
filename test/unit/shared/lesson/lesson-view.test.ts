import { describe, expect, it } from 'vitest';
import type { LessonEntry, LessonSource } from '../../../../shared/contract/lessons.ts';
import { LessonReading } from '../../../../shared/lesson/lesson-view.ts';
import { momentsShown } from '../../../../shared/lesson/moments.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';
const stroke = (id: string, x = 0.1) => ({
  ...{ id, tool: 'line' as const, colour: '#ffd400', width: 0.01 },
  points: [
    [x, 0.2],
    [0.3, 0.4],
  ] as [number, number][],
});
const log: LessonEntry[] = [
  { kind: 'move', t: 0, at: 1_000, rate: 0 },
  { kind: 'look', t: 0, skeleton: false, zoom: 2, x: 0.25, y: 0.5 },
  { kind: 'move', t: 500, at: 1_000, rate: 0.5 },
  { kind: 'move', t: 1_500, at: 1_500, rate: 0 },
  { kind: 'ink', t: 1_600, stroke: stroke(ID) },
  { kind: 'draw', t: 1_700, id: ID, from: 1, points: [[0.9, 0.9]] },
  { kind: 'ink', t: 1_800, stroke: stroke(OTHER) },
  { kind: 'erase', t: 1_900, ids: [ID] },
  { kind: 'clear', t: 2_000 },
];

describe('a lesson', () => {
  it.each([
    { t: 0, at: 1_000 },
    { t: 499, at: 1_000 },
    { t: 700, at: 1_100 },
    { t: 1_499, at: 1_499.5 },
    { t: 3_000, at: 1_500 },
  ])('shows the film at $at ms after $t ms', ({ t, at }) => {
    expect(new LessonReading(log).at(t).first.at).toBe(at);
  });

  it('has the ink of each time, also when one goes back', () => {
    const reading = new LessonReading(log);
    const pointsAt = (t: number) => reading.at(t).ink.map(({ id, points }) => ({ id, last: points.at(-1) }));
    expect(pointsAt(2_500)).toEqual([]);
    expect(pointsAt(1_750)).toEqual([{ id: ID, last: [0.9, 0.9] }]);
    expect(pointsAt(1_650)).toEqual([{ id: ID, last: [0.3, 0.4] }]);
    expect(pointsAt(1_950)).toEqual([{ id: OTHER, last: [0.3, 0.4] }]);
    expect(reading.at(1_950).inkAt).toBe(1_500);
    expect(reading.at(2_500).inkAt).toBeUndefined();
  });

  it('is the same read in steps as read at once', () => {
    const inSteps = new LessonReading(log);
    for (let t = 0; t <= 2_200; t += 37) expect(inSteps.at(t)).toEqual(new LessonReading(log).at(t));
  });

  it('has both films while it compares, and one again afterwards', () => {
    const compared = {
      sessionId: ID,
      participantId: null,
      layout: 'ghost',
      share: 0.4,
      aligned: true,
      skeletons: false,
    } as const;
    const reading = new LessonReading([
      { kind: 'move', t: 0, at: 100, rate: 1 },
      { kind: 'compare', t: 10, with: compared },
      { kind: 'second', t: 10, at: 5_000, rate: 1 },
      { kind: 'compare', t: 50, with: null },
    ]);
    expect(reading.at(30)).toMatchObject({ compare: compared, first: { at: 130 }, second: { at: 5_020 } });
    expect(reading.at(60)).toMatchObject({ compare: null, second: undefined });
  });
});

describe('the moments that a lesson shows', () => {
  it('reach as far as the playhead went', () => {
    expect(momentsShown(log, 2_500, ID)).toEqual({ from: 1_000, to: 1_500 });
    expect(momentsShown([{ kind: 'move', t: 0, at: 500, rate: -1 }], 2_000, ID)).toEqual({ from: 0, to: 500 });
  });

  it('are those of both sides where the session is compared with itself, and of one side otherwise', () => {
    const comparing = (source: LessonSource): LessonEntry[] => [
      { kind: 'move', t: 0, at: 100, rate: 0 },
      {
        kind: 'compare',
        t: 0,
        with: { ...source, layout: 'beside', share: 0.5, aligned: true, skeletons: false },
      },
      { kind: 'second', t: 0, at: 9_000, rate: 1 },
    ];
    const shown = (source: LessonSource) => momentsShown(comparing(source), 1_000, ID);
    expect(shown({ sessionId: ID, participantId: null })).toEqual({ from: 100, to: 10_000 });
    expect(shown({ sessionId: OTHER, participantId: null })).toEqual({ from: 100, to: 100 });
    expect(shown({ model: { figure: 'squat', view: 'left', durationMs: 2_000 } })).toEqual({ from: 100, to: 100 });
  });
});
