import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { drawnIn } from '../../../../server/sessions/ink.ts';
import type { Stroke } from '../../../../shared/contract/board.ts';
import type { SessionChange, SessionEvent } from '../../../../shared/contract/session.ts';

const [ADA, BEN, COACH, OTHER] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];

const aStroke = (authorId: string, at?: number): Stroke => ({
  ...{ id: randomUUID(), authorId, tool: 'line', colour: '#ffd400', width: 0.01, finished: true },
  points: [
    [0, 0],
    [1, 1],
  ],
  ...(at !== undefined && { at }),
});

const events = (changes: readonly (readonly [at: number, change: SessionChange])[]): SessionEvent[] =>
  changes.map(([at, change], index) => ({ seq: index + 1, at, change }));

it('keeps the frame that a stroke was drawn on, and when it was removed', () => {
  const [first, second, third] = [aStroke(COACH, 900), aStroke(OTHER), aStroke(COACH)];
  const drawn = drawnIn(
    events([
      [1_000, { type: 'stroke-begun', athleteId: ADA, stroke: first }],
      [2_000, { type: 'stroke-begun', athleteId: ADA, stroke: second }],
      [2_500, { type: 'stroke-begun', athleteId: BEN, stroke: third }],
      [3_000, { type: 'board-cleared', athleteId: ADA, authorId: COACH }],
      [4_000, { type: 'stroke-removed', athleteId: ADA, id: second.id }],
    ]),
  );
  expect(drawn.map(({ from, until }) => [from, until])).toEqual([
    [900, 3_000],
    [2_000, 4_000],
    [2_500, null],
  ]);
});

it('leaves the ink on the live picture when that on a replay is cleared', () => {
  const [live, played] = [aStroke(COACH), { ...aStroke(COACH), replayed: true } as const];
  const drawn = drawnIn(
    events([
      [1_000, { type: 'stroke-begun', athleteId: ADA, stroke: live }],
      [2_000, { type: 'stroke-begun', athleteId: ADA, stroke: played }],
      [3_000, { type: 'board-cleared', athleteId: ADA, over: 'replay' }],
    ]),
  );
  expect(drawn.map(({ until }) => until)).toEqual([null, 3_000]);
});

it('clears everybody’s ink over one athlete’s picture, and of what is gone already nothing', () => {
  const [first, second] = [aStroke(COACH), aStroke(OTHER)];
  const drawn = drawnIn(
    events([
      [1_000, { type: 'stroke-begun', athleteId: ADA, stroke: first }],
      [1_500, { type: 'stroke-removed', athleteId: ADA, id: first.id }],
      [2_000, { type: 'stroke-begun', athleteId: ADA, stroke: second }],
      [3_000, { type: 'board-cleared', athleteId: ADA }],
    ]),
  );
  expect(drawn.map(({ until }) => until)).toEqual([1_500, 3_000]);
});
