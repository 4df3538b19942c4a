import { expect, it } from 'vitest';
import { fillOf, logOf, segmentsOf } from '../../../../client/lessons/take-parts.ts';
import type { TakePiece } from '../../../../client/lessons/take-store.ts';
import { lessonLogSchema, MAX_LESSON_ENTRIES } from '../../../../shared/contract/lessons.ts';

const piece = (number: number, segment: number, untilMs: number, ts: readonly number[]): TakePiece => ({
  ...{ take: '00000000-0000-4000-8000-000000000001', number, segment, untilMs, sound: new Blob([String(number)]) },
  entries: ts.map((t) => ({ kind: 'move', t, at: t, rate: 0 })),
});

it('puts what was done before and after a break one after the other, as long as each sounds', () => {
  const segments = segmentsOf([piece(0, 0, 1_000, [0, 500]), piece(1, 0, 2_000, [1_990]), piece(2, 1, 900, [0, 300])]);
  expect(segments.map(({ sounds, lengthMs }) => [sounds.length, lengthMs])).toEqual([
    [2, 2_000],
    [1, 900],
  ]);
  // The sound of the first one broke off before what was done last.
  const log = logOf(segments, [1_940.06, 880]);
  expect(log.map(({ t }) => t)).toEqual([0, 500, 1_940, 1_940, 2_240]);
  expect(lessonLogSchema.safeParse(log).success).toBe(true);
});

it('says how full a log is, by entries or by points', () => {
  const move = { kind: 'move', t: 0, at: 0, rate: 0 } as const;
  expect(fillOf(Array.from({ length: MAX_LESSON_ENTRIES / 2 }, () => move))).toBe(0.5);
  const points = Array.from({ length: 1_500 }, (): [number, number] => [0, 0]);
  const draw = { kind: 'draw', t: 0, id: '00000000-0000-4000-8000-000000000001', from: 0, points } as const;
  expect(fillOf(Array.from({ length: 4 }, () => draw))).toBeCloseTo(0.1);
});
