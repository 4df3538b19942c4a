import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { inkOver, inkShownAt, momentStrength } from '../../../../../client/review/ink/moment-ink.ts';
import type { InkStroke } from '../../../../../shared/contract/comment-ink.ts';

const aStroke = (over?: string): InkStroke => ({
  ...{ id: randomUUID(), tool: 'line', colour: '#ffd400', width: 0.01 },
  points: [
    [0, 0],
    [1, 1],
  ],
  ...(over !== undefined && { over }),
});

it('shows a moment’s ink for three seconds from its frame on, fading at the end', () => {
  const moment = { from: 10_000, to: null };
  expect([9_900, 10_000, 12_000, 12_600, 13_100].map((at) => momentStrength(moment, at))).toEqual([0, 1, 1, 0.5, 0]);
});

it('shows a range’s ink in all of the range, and lets it fade after it', () => {
  const range = { from: 10_000, to: 30_000 };
  expect([9_900, 10_000, 30_000, 30_400, 30_900].map((at) => momentStrength(range, at))).toEqual([0, 1, 1, 0.5, 0]);
});

it('shows what is due of several comments, and nothing for those without ink', () => {
  const first = { from: 0, to: null, ink: [aStroke()] };
  const second = { from: 1_000, to: 2_000, ink: [aStroke()] };
  expect(inkShownAt([first, second, { from: 1_000, to: null, ink: [] }], 1_000)).toEqual([
    { ...first, strength: 1 },
    { ...second, strength: 1 },
  ]);
});

it('keeps what was drawn over one participant’s picture off the other ones', () => {
  const [kim, ada] = [randomUUID(), randomUUID()];
  const [overKim, overAll] = [aStroke(kim), aStroke()];
  const inks = [{ from: 0, to: null, ink: [overKim, overAll] }];
  expect(inkOver(inks, kim)[0]?.ink).toEqual([overKim, overAll]);
  expect(inkOver(inks, ada)[0]?.ink).toEqual([overAll]);
});
