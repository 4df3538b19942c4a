import { describe, expect, it } from 'vitest';
import type { LessonEntry } from '../../../../shared/contract/lessons.ts';
import { compact } from '../../../../shared/lesson/compact.ts';
import { LessonReading } from '../../../../shared/lesson/lesson-view.ts';

const ID = '00000000-0000-4000-8000-000000000001';

describe('a log that is made smaller', () => {
  it('says once that the film goes on as it did', () => {
    const log: LessonEntry[] = [0, 100, 200, 300].map((t) => ({ kind: 'move', t, at: 50 + t / 2, rate: 0.5 }));
    expect(compact(log)).toEqual(log.slice(0, 1));
  });

  it('keeps every frame that the film stands still on', () => {
    const log: LessonEntry[] = [0, 100, 200].map((t) => ({ kind: 'move', t, at: t + 0.001, rate: 0 }));
    expect(compact(log)).toEqual(log);
  });

  it('keeps of a quick scrub what can be seen, and where it ends', () => {
    const log: LessonEntry[] = Array.from({ length: 101 }, (_, index) => ({
      ...{ kind: 'move', t: index * 8, at: index * 40, rate: 0 },
    }));
    const small = compact(log);
    expect(small.length).toBeLessThan(30);
    expect(small.at(-1)).toEqual(log.at(-1));
    for (let t = 0; t <= 800; t += 5) {
      const off = new LessonReading(small).at(t).first.at - new LessonReading(log).at(t).first.at;
      // No more than what was drawn over within one picture of 30 in a second.
      expect(Math.abs(off)).toBeLessThanOrEqual(5 * 40);
    }
  });

  it('draws the same line with fewer entries', () => {
    const points = Array.from({ length: 60 }, (_, index): [number, number] => [index / 100, 0.5]);
    const log: LessonEntry[] = [
      { kind: 'move', t: 0, at: 0, rate: 0 },
      { kind: 'ink', t: 0, stroke: { id: ID, tool: 'freehand', colour: '#ffd400', width: 0.01, points: [[0, 0.5]] } },
      // A freehand line’s last point may move before the next one comes.
      ...points.map(
        (point, index): LessonEntry => ({
          kind: 'draw',
          t: index * 8,
          id: ID,
          from: Math.max(1, index),
          points: [point],
        }),
      ),
    ];
    const small = compact(log);
    expect(small.length).toBeLessThan(25);
    expect(new LessonReading(small).at(1_000).ink).toEqual(new LessonReading(log).at(1_000).ink);
  });
});
