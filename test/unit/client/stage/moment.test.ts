import { expect, it } from 'vitest';
import { momentOnShow } from '../../../../client/stage/moment.ts';
import { OLDEST_FREEZE_MS } from '../../../../shared/contract/session.ts';

const now = 60_000;
const stalled = now - OLDEST_FREEZE_MS;

it.each([
  ['the frame on show', { frame: 59_500, pose: 59_600, now }, 59_500],
  ['the newest pose where frames have no known moment', { frame: undefined, pose: 59_600, now }, 59_600],
  ['the newest pose where the picture has stalled', { frame: stalled, pose: 59_600, now }, 59_600],
  ['now where poses have stalled with it', { frame: stalled, pose: stalled + 100, now }, now],
  ['now where nothing else is known', { frame: undefined, pose: undefined, now }, now],
  ['the frame, however old, while the clock is not known', { frame: 100, pose: 200, now: undefined }, 100],
])('the moment of a picture is that of %s', (_, known, moment) => {
  expect(momentOnShow(known)).toBe(moment);
});
