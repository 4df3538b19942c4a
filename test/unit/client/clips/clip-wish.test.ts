import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  evenMoments,
  momentsOf,
  type Repetition,
  rangeOf,
  sourceFor,
  sourcesOf,
} from '../../../../client/clips/clip-wish.ts';
import type { SessionFileItem } from '../../../../shared/contract/files.ts';

const [ada, kim] = [randomUUID(), randomUUID()];

const aFile = (changes: Partial<SessionFileItem>): SessionFileItem => ({
  id: randomUUID(),
  participantId: ada,
  participant: null,
  kind: 'recording',
  sourceId: null,
  number: 0,
  contentType: 'video/webm',
  bytes: 1,
  startedAt: 0,
  endedAt: 10_000,
  about: {},
  state: 'stored',
  url: null,
  ...changes,
});

const aRepetition = (changes: Partial<Repetition> = {}): Repetition => ({
  type: 'repetition',
  at: 3_000,
  index: 1,
  start: 1_000,
  turn: 2_000,
  end: 3_000,
  phases: {},
  range: { measure: 'knee', min: 0, max: 1, span: 1 },
  reach: 1,
  peaks: {},
  faults: [],
  score: 100,
  ...changes,
});

it('makes clips of what is whole and has a picture', () => {
  const files = [
    aFile({ about: { hasVideo: false } }),
    aFile({ endedAt: null, state: 'growing' }),
    aFile({ state: 'lost' }),
    aFile({ kind: 'proxy' }),
    aFile({ kind: 'film' }),
    aFile({}),
  ];
  expect(sourcesOf(files)).toEqual(files.slice(4));
});

it('takes the part that has most of the time, of whom it is about', () => {
  const [first, second] = [aFile({ endedAt: 4_000 }), aFile({ startedAt: 4_500 })];
  const coach = aFile({ participantId: kim });
  const all = [coach, first, second];
  expect(sourceFor(all, { from: 3_000, to: 5_000 }, ada)).toBe(first);
  expect(sourceFor(all, { from: 3_900, to: 6_000 }, ada)).toBe(second);
  expect(sourceFor(all, { from: 3_000, to: 5_000 }, kim)).toBe(coach);
  expect(sourceFor(all, { from: 3_000, to: 5_000 }, randomUUID())).toBe(coach);
  expect(sourceFor(all, { from: 20_000, to: 21_000 }, ada)).toBeUndefined();
});

it('shows a repetition with a little around it, by its key positions or the ways to its turn and back', () => {
  expect(rangeOf(aRepetition({ start: 100 }))).toEqual({ from: 0, to: 3_300 });
  expect(momentsOf(aRepetition()).map(({ at }) => at)).toEqual([1_000, 1_500, 2_000, 2_500, 3_000]);
  const swing = momentsOf(aRepetition({ moments: { top: 1_800, address: 1_200, 'follow-through': 2_400 } }));
  expect(swing).toEqual([
    { at: 1_200, label: 'Address' },
    { at: 1_800, label: 'Top' },
    { at: 2_400, label: 'Follow through' },
  ]);
  expect(momentsOf(aRepetition({ start: 2_000 })).map(({ at }) => at)).toEqual([2_000, 2_500, 3_000]);
  expect(evenMoments({ from: 1_000, to: 2_000 }).map(({ at }) => at)).toEqual([1_000, 1_250, 1_500, 1_750, 2_000]);
});
