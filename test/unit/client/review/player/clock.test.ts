import { describe, expect, it } from 'vitest';
import { moved } from '../../../../../client/review/player/clock.ts';

const ZONE = { from: 1_000, until: 2_000 };

describe('the playhead', () => {
  it.each([
    {
      what: 'goes on within the zone',
      at: 1_200,
      direction: 1,
      atEnd: 'stop',
      elapsed: 300,
      to: 1_500,
      turned: 1,
      ended: false,
    },
    {
      what: 'stops at the end',
      at: 1_900,
      direction: 1,
      atEnd: 'stop',
      elapsed: 300,
      to: 2_000,
      turned: 1,
      ended: true,
    },
    { what: 'begins again', at: 1_900, direction: 1, atEnd: 'loop', elapsed: 300, to: 1_200, turned: 1, ended: false },
    {
      what: 'begins again after several rounds',
      at: 1_900,
      direction: 1,
      atEnd: 'loop',
      elapsed: 2_300,
      to: 1_200,
      turned: 1,
      ended: false,
    },
    {
      what: 'turns at the end',
      at: 1_900,
      direction: 1,
      atEnd: 'ping-pong',
      elapsed: 300,
      to: 1_800,
      turned: -1,
      ended: false,
    },
    {
      what: 'turns at the begin',
      at: 1_100,
      direction: -1,
      atEnd: 'ping-pong',
      elapsed: 300,
      to: 1_200,
      turned: 1,
      ended: false,
    },
    {
      what: 'turns twice',
      at: 1_900,
      direction: 1,
      atEnd: 'ping-pong',
      elapsed: 1_300,
      to: 1_200,
      turned: 1,
      ended: false,
    },
  ] as const)('$what', ({ at, direction, atEnd, elapsed, to, turned, ended }) => {
    expect(moved({ at, direction }, elapsed, ZONE, atEnd)).toMatchObject({ at: to, direction: turned, ended });
  });

  it('stands still in a zone without length', () => {
    expect(moved({ at: 5, direction: 1 }, 10, { from: 5, until: 5 }, 'loop')).toMatchObject({ at: 5, ended: true });
  });
});
