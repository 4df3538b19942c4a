import { expect, it } from 'vitest';
import { ownFirst, wasRecorded } from '../../../../../client/live/review/recordings.ts';

const items = (...ids: string[]) => ids.map((id) => ({ id }));

it('offers the athlete’s own sessions first, and each session once', () => {
  expect(ownFirst(items('b', 'd'), items('a', 'b', 'c', 'd'))).toEqual(items('b', 'd', 'a', 'c'));
  expect(ownFirst(items('old'), items('a'))).toEqual(items('old', 'a'));
});

it.each([
  ['is recorded', { state: 'on', since: 0 }, true],
  ['pauses', { state: 'paused', since: 500 }, true],
  ['was recorded until it was ended', { state: 'off', since: 500 }, true],
  ['was never recorded', { state: 'off', since: 0 }, false],
] as const)('offers the session itself or not where it %s', (_, recording, offered) => {
  expect(wasRecorded(recording)).toBe(offered);
});
