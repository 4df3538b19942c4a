import { expect, it } from 'vitest';
import { INK_MS, inkOnShow } from '../../../../../client/live/replay/use-ink-on-show.ts';
import type { Stroke } from '../../../../../shared/contract/board.ts';

const stroke = (id: string, on: Partial<Stroke> = {}): Stroke => ({
  ...{ id, authorId: id, tool: 'line', colour: '#ffd400', width: 0.01, points: [], finished: true },
  ...on,
});
const strokes = [
  stroke('live', { at: 5_000 }),
  stroke('at 5 s', { replayed: true, at: 5_000 }),
  stroke('at 9 s', { replayed: true, at: 9_000 }),
  stroke('at no time', { replayed: true }),
];
const idsAt = (moment: number | undefined) => inkOnShow(strokes, moment).map(({ id }) => id);

it('shows over the live picture what was drawn on it, and nothing of a replay', () => {
  expect(idsAt(undefined)).toEqual(['live']);
});

it('shows over a replay the ink of its moment, from its frame on', () => {
  expect(idsAt(4_900)).toEqual(['at no time']);
  expect(idsAt(5_000)).toEqual(['at 5 s', 'at no time']);
  expect(idsAt(5_000 + INK_MS)).toEqual(['at 5 s', 'at no time']);
  expect(idsAt(5_100 + INK_MS)).toEqual(['at no time']);
});
